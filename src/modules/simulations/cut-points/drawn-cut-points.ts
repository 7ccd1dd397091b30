import { Injectable } from '@nestjs/common';
import type { CutPoints } from '../../../core/cutpoints/index.js';
import { type ContractYear, contractTypeOf } from '../../../core/ratings/index.js';
import type { RuleSet } from '../../../core/rulesets/index.js';
import type { MeasureOutlook } from '../../../core/simulation/index.js';
import { Problem } from '../../../platform/http/index.js';
import { CutPointForecastsService } from './cut-point-forecasts.service.js';

/** Cut points as the forecast drew them, for simulations against uncertain cut points. */
@Injectable()
export class DrawnCutPoints {
  constructor(private readonly forecasts: CutPointForecastsService) {}

  /**
   * Draws for the measures with members, in the set of the contract.
   * @throws Problem `unprocessable` while the forecast is not ready.
   */
  async of(
    ruleSet: RuleSet,
    contract: ContractYear,
    outlooks: readonly MeasureOutlook[],
  ): Promise<Record<string, readonly CutPoints[]>> {
    const forecast = await this.forecasts.ready(ruleSet.starYear);
    if (forecast === null) {
      const message = 'Ask for the forecast of the cut points first and wait for its job.';
      throw new Problem('unprocessable', 'The forecast of the cut points is not ready.', [
        { pointer: '/cutPoints', code: 'forecastMissing', message },
      ]);
    }
    const isPdp = contractTypeOf(ruleSet, contract)?.cutPointSet === 'pdp';
    const wanted = new Set(outlooks.filter((one) => 'open' in one).map(({ measureId }) => measureId));
    return Object.fromEntries(
      forecast.measures
        .filter(({ measureId, set }) => wanted.has(measureId) && (set === 'MA' || (set === 'PDP') === isPdp))
        .map(({ measureId, draws }) => [measureId, draws]),
    );
  }
}
