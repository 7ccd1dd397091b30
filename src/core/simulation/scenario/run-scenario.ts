import { traceContract } from '../../ratings/index.js';
import type { RatingName } from '../../rulesets/index.js';
import { adherenceReport } from '../adherence.js';
import { type ContractSimulationRun, startContractSimulation } from '../contract/index.js';
import { afterEnrolmentChange, memberCount } from '../distribution/index.js';
import { distanceToStars } from '../distance.js';
import { revenueEffect } from '../revenue/index.js';
import { applyChanges, compareRuleSets, shownRating, whatIf } from '../what-if/index.js';
import type {
  DistanceResult,
  DistanceScenario,
  GapOutlook,
  MeasureOutlook,
  MonteCarloResult,
  MonteCarloScenario,
  RatingNumbers,
  ScenarioOrder,
  ScenarioResult,
} from './scenario-types.js';
import { gapsReport, ratingNumbers, whatIfFromGaps } from './gaps-report.js';
import { cutPointsFor, type YearEnd, yearEnd } from './year-end.js';

const NAMES: readonly RatingName[] = ['partC', 'partD', 'overall'];

/** A simulation in steps, so that progress can be told and work stopped in between. */
export interface ScenarioRun {
  readonly total: number;
  readonly done: number;
  /** Takes up to `count` further steps; returns how many are left. */
  advance(count: number): number;
  /** The answer, once nothing is left. */
  result(): ScenarioResult;
}

class MonteCarloRun implements ScenarioRun {
  private readonly run: ContractSimulationRun;
  private readonly rest: Pick<MonteCarloResult, 'baseline' | 'measures' | 'approximations'>;
  private readonly stars: Readonly<Record<RatingName, number | null>>;
  private readonly gaps: MonteCarloResult['gaps'];

  constructor(private readonly order: MonteCarloScenario) {
    const { measures, others = [], draws, seed, measureCorrelation = 0, drawnCutPoints } = order;
    const { ruleSet, contract, approximations } = applyChanges(order.ruleSet, order.contract, order.changes);
    const given = new Set(measures.map(({ measureId }) => measureId));
    const endOf = (one: MeasureOutlook): YearEnd =>
      yearEnd(ruleSet, contract, one, 'chances' in one ? 'stated' : 'gaps', drawnCutPoints);
    const rest = others
      .filter(({ measureId }) => !given.has(measureId))
      .map((one) => yearEnd(ruleSet, contract, one, 'yearToYear'));
    const ends = [...measures.map(endOf), ...rest];
    const simulated = ends.map((end) => end.simulated);
    this.run = startContractSimulation({ ruleSet, contract, measures: simulated, draws, seed, measureCorrelation });
    if (order.gaps !== undefined) {
      const of = (own: readonly YearEnd[]): RatingNumbers | null =>
        ratingNumbers({ ruleSet, contract, measures: own.map((end) => end.simulated), seed, measureCorrelation });
      const { untreated } = order.gaps;
      const before = measures.map((one, place) => {
        const bare = untreated.find(({ measureId }) => measureId === one.measureId);
        return bare === undefined ? (ends[place] as YearEnd) : endOf(bare);
      });
      const isTreated = order.gaps.effects.length > 0;
      this.gaps = gapsReport(order.gaps, isTreated ? { without: of([...before, ...rest]), with: of(ends) } : null);
    }
    const { ratings } = traceContract(ruleSet, contract);
    const outcomes = NAMES.map((name) => [name, ratings[name]] as const);
    this.stars = Object.fromEntries(
      outcomes.map(([name, { outcome }]) => [name, outcome.status === 'rated' ? outcome.stars : null]),
    ) as Record<RatingName, number | null>;
    const baseline = Object.fromEntries(outcomes.map(([name, trace]) => [name, shownRating(trace)]));
    this.rest = {
      baseline: baseline as Record<RatingName, string>,
      measures: ends.map(({ line }) => line),
      approximations,
    };
  }

  get total(): number {
    return this.run.total;
  }

  get done(): number {
    return this.run.done;
  }

  advance(count: number): number {
    return this.run.advance(count);
  }

  result(): MonteCarloResult {
    const simulation = this.run.result();
    const gaps = this.gaps === undefined ? {} : { gaps: this.gaps };
    return { kind: 'monteCarlo', ...simulation, ...this.rest, revenue: this.revenue(simulation), ...gaps };
  }

  private revenue({ highest, ratings }: ReturnType<ContractSimulationRun['result']>): MonteCarloResult['revenue'] {
    const { revenue } = this.order;
    const chances = highest === null ? undefined : ratings[highest]?.chances;
    const baseline = highest === null ? null : this.stars[highest];
    if (revenue === undefined || chances === undefined || baseline === null) return null;
    return revenueEffect(chances, baseline, revenue);
  }
}

function adherenceOf({
  adherence,
  adherenceCounts,
  numerator,
  denominator,
}: GapOutlook): DistanceResult['measures'][number]['adherence'] {
  if (adherenceCounts !== undefined) return { denominator, secured: numerator, tooShort: 0, ...adherenceCounts };
  if (adherence === undefined) return null;
  const report = adherenceReport(adherence.map((days, place) => ({ ...days, memberId: String(place) })));
  return { ...report, recoverable: report.recoverable.length };
}

function distance({ ruleSet, contract, measures, drawnCutPoints, gaps }: DistanceScenario): DistanceResult {
  const lines = measures.map((outlook) => {
    const rule = ruleSet.measures.find(({ id }) => id === outlook.measureId);
    if (rule === undefined) throw new RangeError('not a measure of the rule set');
    const { enrolment, numerator } = outlook;
    const open = enrolment === undefined ? outlook.open : afterEnrolmentChange(outlook.open, enrolment);
    const denominator = outlook.denominator + memberCount(open) - memberCount(outlook.open);
    const scale = { direction: rule.better, decimals: rule.decimals };
    const cutPoints = cutPointsFor(ruleSet, contract, rule, drawnCutPoints);
    const report = distanceToStars({ numerator, denominator, open, scale, cutPoints });
    return { measureId: rule.id, name: rule.name, ...report, adherence: adherenceOf(outlook) };
  });
  return { kind: 'distance', measures: lines, ...(gaps === undefined ? {} : { gaps: gapsReport(gaps, null) }) };
}

class SingleStep implements ScenarioRun {
  readonly total = 1;
  private answer: ScenarioResult | undefined;

  constructor(private readonly work: () => ScenarioResult) {}

  get done(): number {
    return this.answer === undefined ? 0 : 1;
  }

  advance(): number {
    this.answer ??= this.work();
    return 0;
  }

  result(): ScenarioResult {
    this.advance();
    return this.answer as ScenarioResult;
  }
}

/**
 * Prepares a simulation of any kind.
 *
 * @throws WhatIfError for changes that cannot be
 * @throws SimulationInputError for draws, correlations or measures out of range
 */
export function startScenario(order: ScenarioOrder): ScenarioRun {
  switch (order.kind) {
    case 'monteCarlo':
      return new MonteCarloRun(order);
    case 'whatIf':
      return new SingleStep(() => {
        if (order.gaps !== undefined) return whatIfFromGaps(order, order.gaps);
        return { kind: 'whatIf', ...whatIf(order.ruleSet, order.contract, order.changes, order.under) };
      });
    case 'distance':
      return new SingleStep(() => distance(order));
    case 'ruleSets':
      return new SingleStep(() => {
        const applied = applyChanges(order.ruleSet, order.contract, order.changes);
        const comparisons = compareRuleSets(applied.ruleSet, applied.contract, order.ruleSets);
        return { kind: 'ruleSets', comparisons, approximations: applied.approximations };
      });
  }
}
