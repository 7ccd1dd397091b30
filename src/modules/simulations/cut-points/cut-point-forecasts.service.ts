import { Injectable } from '@nestjs/common';
import { Transactional } from '@nestjs-cls/transactional';
import { v7 as uuidv7 } from 'uuid';
import type { CutPointForecast } from '../../../core/cutpoints/index.js';
import { Problem } from '../../../platform/http/index.js';
import { Jobs } from '../../../platform/jobs/index.js';
import { inputsDigest, RuleSetCatalog } from '../../ratings/index.js';
import type { CutPointForecastEntity } from './cut-point-forecast.entity.js';
import { CutPointForecastJob, FORECAST_DRAWS, FORECAST_SEED } from './cut-point-forecast.job.js';
import { CutPointForecastsRepository } from './cut-point-forecasts.repository.js';

/** Raised when the way of forecasting changes: forecasts made before are then not used any more. */
const METHOD = 1;

/** What a forecast rests on. */
interface ForecastBasis {
  readonly years: readonly number[];
  readonly digest: string;
}

/** Finds forecasts of cut points, or orders them. */
@Injectable()
export class CutPointForecastsService {
  constructor(
    private readonly catalog: RuleSetCatalog,
    private readonly repository: CutPointForecastsRepository,
    private readonly jobs: Jobs,
    private readonly job: CutPointForecastJob,
  ) {}

  /**
   * The forecast made from a star year's tables, or the job that makes it, ordered now if need be.
   *
   * @param starYear year whose tables are the latest used, or the year to be forecast where only the year before's are there
   * @throws Problem `unprocessable` where no tables are imported to forecast from
   */
  @Transactional()
  async ask(starYear: number): Promise<CutPointForecastEntity> {
    const basis = await this.basis(starYear);
    const known = await this.repository.find(basis.digest);
    if (known) return known;
    const forecast: CutPointForecastEntity = {
      id: uuidv7(),
      baseYear: basis.years.at(-1) ?? starYear,
      inputsDigest: basis.digest,
      jobId: uuidv7(),
      result: null,
      createdAt: new Date(),
      finishedAt: null,
    };
    if (!(await this.repository.insertOnce(forecast))) return (await this.repository.find(basis.digest)) ?? forecast;
    const input = { forecastId: forecast.id, years: basis.years };
    await this.jobs.enqueue(this.job, input, { id: forecast.jobId, inputDigest: basis.digest });
    return forecast;
  }

  /** The forecast from a star year's tables if it is ready; never orders one. */
  async ready(starYear: number): Promise<CutPointForecast | null> {
    const { digest } = await this.basis(starYear);
    return ((await this.repository.find(digest))?.result ?? null) as CutPointForecast | null;
  }

  private async basis(asked: number): Promise<ForecastBasis> {
    const imports = await this.repository.imports();
    const usable = imports.filter(({ starYear }) => this.catalog.find(starYear) !== undefined);
    const has = (year: number): boolean => usable.some(({ starYear }) => starYear === year);
    const base = has(asked) ? asked : asked - 1;
    if (!has(base)) {
      throw new Problem(
        'unprocessable',
        "A forecast needs CMS's imported tables and a rule set of the star year, or of the one before it.",
      );
    }
    const years: number[] = [];
    for (let year = base; has(year); year -= 1) years.unshift(year);
    const parts = years.map((year) => ({
      year,
      imported: usable.find(({ starYear }) => starYear === year)?.importedAt.toISOString(),
      ruleSet: this.catalog.find(year)?.digest,
    }));
    const prior = { year: (years[0] ?? base) - 1, ruleSet: this.catalog.find((years[0] ?? base) - 1)?.digest ?? null };
    return {
      years,
      digest: inputsDigest({ parts, prior, method: METHOD, draws: FORECAST_DRAWS, seed: FORECAST_SEED }),
    };
  }
}
