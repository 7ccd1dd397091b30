import { Injectable } from '@nestjs/common';
import { type ContractYear, contractTypeOf, cutPointsOf } from '../../../core/ratings/index.js';
import { findMeasure, type RuleSet } from '../../../core/rulesets/index.js';
import {
  type CountedMeasure,
  gapAssumptions,
  type GapInterventions,
  type GapOutlook,
  type GapOutlookRules,
  measureFromGaps,
  type MeasureFromGaps,
  type MeasureOutlook,
  type ScenarioGaps,
} from '../../../core/simulation/index.js';
import { type FieldProblem, Problem } from '../../../platform/http/index.js';
import { InterventionsRepository } from '../../interventions/index.js';
import type { FromGapsDto, InterventionsChangeDto } from '../dto/from-gaps.dto.js';
import { CountedGapsRepository, type CoveringInterventions } from './counted-gaps.repository.js';
import { idProblems, planProblems, toInterventions } from './intervention-rules.js';

/** Outlooks that came from gaps. */
export interface OutlooksFromGaps {
  /** With the interventions, where there are any. */
  readonly outlooks: readonly GapOutlook[];
  readonly gaps: ScenarioGaps;
}

/** What of a request is read from gaps. */
export interface GapsOrder {
  readonly fromGaps: FromGapsDto;
  readonly interventions?: InterventionsChangeDto;
  /** Outlooks that the request gives itself: they go before those from gaps. */
  readonly given?: readonly MeasureOutlook[];
}

const refuse = (errors: FieldProblem[]): Problem =>
  new Problem('validation-failed', 'One or more fields are not valid.', errors);

/** Turns the gaps of a contract into outlooks: one statement for the gaps, whatever their number. */
@Injectable()
export class GapOutlooksReader {
  constructor(
    private readonly counted: CountedGapsRepository,
    private readonly catalogue: InterventionsRepository,
  ) {}

  /** @throws Problem naming what is unknown, impossible or contradicting another, and a year without gaps. */
  async read(
    ruleSet: RuleSet,
    contract: ContractYear,
    { fromGaps, interventions, given = [] }: GapsOrder,
  ): Promise<OutlooksFromGaps> {
    const {
      measurementYear,
      adherenceAsOf,
      withoutPrediction = 'stayOpen',
      memberCorrelation,
      leavingShare,
    } = fromGaps;
    const readAt = new Date().toISOString();
    const day = adherenceAsOf ?? readAt.slice(0, 10);
    const covering = await this.covering(contract.contractId, measurementYear, interventions);
    const all = await this.counted.count(contract.contractId, measurementYear, day, covering);
    const elsewhere = new Set(all.map(({ measure }) => measure).filter((code) => this.isGiven(ruleSet, code, given)));
    const usable = all.filter(({ measure }) => this.isUsable(ruleSet, contract, measure) && !elsewhere.has(measure));
    const wanted = this.wanted(usable, fromGaps);
    const treatment = await this.treatment(interventions, wanted, elsewhere);
    const rules: GapOutlookRules = {
      withoutPrediction,
      ...(memberCorrelation === undefined ? {} : { memberCorrelation }),
      ...(leavingShare === undefined ? {} : { leavingShare }),
    };
    const measures = wanted
      .map((one) => measureFromGaps(ruleSet, one, rules, treatment))
      .filter((one): one is MeasureFromGaps => one !== null);
    const treated = measures.filter(({ effect }) => effect !== null);
    return {
      outlooks: measures.map((one) => one.treated),
      gaps: {
        measurementYear,
        readAt,
        measures: measures.map(({ basis }) => basis),
        effects: treated.flatMap(({ effect }) => (effect === null ? [] : [effect])),
        untreated: treated.map(({ outlook }) => outlook),
        assumptions: gapAssumptions(rules, treatment),
      },
    };
  }

  /** Versions of the models behind the outlooks, as the gaps carry them now; one look-up a predicted gap. */
  modelVersions(contractId: string, { measurementYear, measures }: ScenarioGaps): Promise<Record<string, string>> {
    const predicted = measures.filter((one) => one.predicted > 0);
    return this.counted.modelVersions(
      contractId,
      measurementYear,
      predicted.map(({ measure }) => measure),
    );
  }

  private isGiven(ruleSet: RuleSet, code: string, given: readonly MeasureOutlook[]): boolean {
    const id = findMeasure(ruleSet, code)?.id;
    return given.some(({ measureId }) => measureId === id);
  }

  private isUsable(ruleSet: RuleSet, contract: ContractYear, code: string): boolean {
    const rule = findMeasure(ruleSet, code);
    const set = contractTypeOf(ruleSet, contract)?.cutPointSet ?? 'mapd';
    return rule !== null && cutPointsOf(ruleSet, rule, set) !== null;
  }

  private wanted(usable: readonly CountedMeasure[], { measures }: FromGapsDto): CountedMeasure[] {
    if (usable.length === 0)
      throw refuse([
        {
          pointer: '/fromGaps/measurementYear',
          code: 'noGaps',
          message: 'The contract has no gaps of measures of the rule set that year.',
        },
      ]);
    if (measures === undefined) return [...usable];
    const missing = measures.flatMap((code, index): FieldProblem[] =>
      usable.some(({ measure }) => measure === code)
        ? []
        : [
            {
              pointer: `/fromGaps/measures/${index}`,
              code: 'noGaps',
              message: 'No gaps of this measure are read: the contract has none that year, or its outlook is given.',
            },
          ],
    );
    if (missing.length > 0) throw refuse(missing);
    return usable.filter(({ measure }) => measures.includes(measure));
  }

  private async covering(
    contractId: string,
    measurementYear: number,
    interventions: InterventionsChangeDto | undefined,
  ): Promise<CoveringInterventions> {
    const { ids, allPlanned = false, plan } = interventions ?? {};
    if (interventions && ids === undefined && !allPlanned && plan === undefined)
      throw refuse([{ pointer: '/interventions', code: 'missing', message: 'Name interventions or give a plan.' }]);
    if (ids !== undefined && allPlanned)
      throw refuse([
        {
          pointer: '/interventions/allPlanned',
          code: 'contradiction',
          message: 'Give either ids or all planned ones.',
        },
      ]);
    if (allPlanned) return 'allPlanned';
    if (ids === undefined) return [];
    const problems = idProblems(ids, await this.counted.interventions(contractId, measurementYear, ids));
    if (problems.length > 0) throw refuse(problems);
    return ids;
  }

  private async treatment(
    interventions: InterventionsChangeDto | undefined,
    counted: readonly CountedMeasure[],
    elsewhere: ReadonlySet<string>,
  ): Promise<GapInterventions | null> {
    if (!interventions) return null;
    const types = await this.catalogue.types();
    const problems = planProblems(interventions.plan ?? [], types, counted, elsewhere);
    if (problems.length > 0) throw refuse(problems);
    return toInterventions(interventions, types);
  }
}
