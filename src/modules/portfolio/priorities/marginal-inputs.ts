import { Injectable } from '@nestjs/common';
import type { MarginalOrder, OpenMeasure } from '../../../core/optimization/marginal/index.js';
import { type GapGroup, measureStandings, portfolioRatings } from '../../../core/portfolio/index.js';
import { contractTypeOf, type ContractYear } from '../../../core/ratings/index.js';
import { findMeasure, type RuleSet } from '../../../core/rulesets/index.js';
import { type CataloguedRuleSet, ContractsRepository, inputsDigest, RuleSetCatalog } from '../../ratings/index.js';
import { SnapshotTaker } from '../snapshot-taker.js';
import { type MeasureGaps, PrioritiesRepository } from './priorities.repository.js';

/** What marginal values of a contract are computed from, except revenue. */
export interface MarginalInputs {
  readonly starYear: number;
  readonly rules: CataloguedRuleSet | undefined;
  readonly order: Omit<MarginalOrder, 'revenue'>;
  readonly measures: readonly MeasureGaps[];
  /** SHA-256 of rules, contract and gaps, hexadecimal. */
  readonly digest: string;
}

const groupsOf = ({ measure, closed, open }: MeasureGaps): GapGroup[] => [
  { measure, evidence: 'closed', tier: null, gaps: closed },
  { measure, evidence: 'open', tier: null, gaps: open.reduce((sum, [, gaps]) => sum + gaps, 0) },
];

function openMeasure({ measure, closed, open }: MeasureGaps, ruleSet: RuleSet | undefined): OpenMeasure {
  const groups = open.map(([stays, members]) => ({ probability: (1000 - stays) / 1000, members }));
  const unsettled = groups.reduce((sum, { members }) => sum + members, 0);
  const rule = ruleSet && findMeasure(ruleSet, measure);
  return {
    ...{ measure, measureId: rule?.id ?? null, numerator: closed, denominator: closed + unsettled },
    open: groups,
  };
}

/** CMS's results of the contract with the gaps' results over them; null where there are none. */
function contractOf(
  ruleSet: RuleSet | undefined,
  published: ContractYear | undefined,
  measures: readonly MeasureGaps[],
): ContractYear | null {
  if (!ruleSet || !published) return null;
  const cutPoints = contractTypeOf(ruleSet, published)?.cutPointSet ?? 'mapd';
  const standings = measureStandings(measures.flatMap(groupsOf), [], { ruleSet, cutPoints });
  return portfolioRatings(ruleSet, published, standings, 'current').contract;
}

/** Reads what the worth of closures follows from: gaps with their probabilities, CMS's results, rules. */
@Injectable()
export class MarginalInputsReader {
  constructor(
    private readonly repository: PrioritiesRepository,
    private readonly contracts: ContractsRepository,
    private readonly catalog: RuleSetCatalog,
    private readonly taker: SnapshotTaker,
  ) {}

  /** @param starYear by default the one that a snapshot would take. */
  async read(contractId: string, measurementYear: number, starYear?: number): Promise<MarginalInputs> {
    const year = starYear ?? this.taker.starYearFor(measurementYear);
    const rules = this.catalog.find(year);
    const published = await this.contracts.find(contractId, year);
    const measures = await this.repository.openGaps(contractId, measurementYear);
    const order = {
      ruleSet: rules?.ruleSet ?? null,
      contract: contractOf(rules?.ruleSet, published, measures),
      measures: measures.map((one) => openMeasure(one, rules?.ruleSet)),
    };
    const digest = inputsDigest({ rules: rules?.digest, contract: published, measures });
    return { starYear: year, rules, order, measures, digest };
  }
}
