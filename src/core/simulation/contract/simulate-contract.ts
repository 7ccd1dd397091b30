import { type Rater, createRater, starArrays } from '../../ratings/index.js';
import type { RatingName } from '../../rulesets/index.js';
import { SimulationInputError } from '../distribution/index.js';
import { type RandomSource, createRandom, nextNormal, normalQuantile } from '../random/index.js';
import { type DrawnMeasure, drawPlan } from './draw-plan.js';
import { ratingDistribution } from './rating-distribution.js';
import type { ContractSimulation, ContractSimulationInput, RatingDistribution } from './simulation-types.js';
import { VarianceLedger } from './variance-shares.js';

const NAMES = ['partC', 'partD', 'overall'] as const;

/** The order of the highest rating: overall for MA-PD, Part C for MA-only, Part D for drug plans (TN table 3, p.4). */
const HIGHEST = ['overall', 'partC', 'partD'] as const;

/** A simulation in pieces, so that a caller can report progress, yield and stop in between. */
export interface ContractSimulationRun {
  /** Draws made so far. */
  readonly done: number;
  readonly total: number;
  /** Makes up to `count` further draws; returns the number of draws still to make. */
  advance(count: number): number;
  /** The answer from the draws made so far. The same seed gives the same answer however the draws were cut. */
  result(): ContractSimulation;
}

function checkNumbers({ draws, measureCorrelation = 0 }: ContractSimulationInput): void {
  if (!Number.isInteger(draws) || draws < 100 || draws > 100_000)
    throw new SimulationInputError('draws', 'not in 100–100,000');
  if (!(measureCorrelation >= 0 && measureCorrelation < 1))
    throw new SimulationInputError('measureCorrelation', 'not in 0–1 (1 excluded)');
}

/** Limits on the scale of a standard normal number: correlated draws are compared there, without going back to uniforms. */
function onNormalScale(measure: DrawnMeasure): DrawnMeasure {
  return { ...measure, limits: measure.limits.map((limit) => normalQuantile(Math.min(1, limit))) };
}

function drawStar(measure: DrawnMeasure, level: number, random: RandomSource): number {
  const { limits, cutPointDraws } = measure;
  const from = cutPointDraws === 1 ? 0 : 4 * random.nextInt(cutPointDraws);
  let star = 1;
  for (let place = from; place < from + 4; place += 1) if (level >= (limits[place] as number)) star += 1;
  return star;
}

class Run implements ContractSimulationRun {
  done = 0;
  readonly total: number;
  private readonly stars: Int8Array[];
  private readonly plan: readonly DrawnMeasure[];
  private readonly rater: Rater;
  private readonly random: RandomSource;
  private readonly finals: Record<RatingName, Float64Array>;
  private readonly ledgers: readonly VarianceLedger[];
  private readonly correlation: number;
  private readonly drawn: Int8Array;
  private readonly three = new Float64Array(3);

  constructor(private readonly input: ContractSimulationInput) {
    checkNumbers(input);
    const { ruleSet, contract, measures, draws, seed, measureCorrelation = 0 } = input;
    this.total = draws;
    this.correlation = measureCorrelation;
    this.stars = starArrays(ruleSet, contract).map((stars) => stars.slice());
    const plan = drawPlan(ruleSet, contract, measures, this.stars[0] as Int8Array);
    this.plan = measureCorrelation === 0 ? plan : plan.map(onNormalScale);
    this.rater = createRater(ruleSet, contract);
    this.random = createRandom(seed);
    this.finals = { partC: new Float64Array(draws), partD: new Float64Array(draws), overall: new Float64Array(draws) };
    this.drawn = new Int8Array(this.plan.length);
    const ids = this.plan.map(({ measureId }) => measureId);
    this.ledgers = NAMES.map(() => new VarianceLedger(ids));
  }

  /** A uniform number, or with correlated measures a normal one that shares the common factor. */
  private level(factor: number): number {
    if (this.correlation === 0) return this.random.nextFloat();
    return Math.sqrt(this.correlation) * factor + Math.sqrt(1 - this.correlation) * nextNormal(this.random);
  }

  private draw(): void {
    const factor = this.correlation === 0 ? 0 : nextNormal(this.random);
    this.plan.forEach((measure, place) => {
      const star = drawStar(measure, this.level(factor), this.random);
      this.drawn[place] = star;
      for (const stars of this.stars) for (const own of measure.places) stars[own] = star;
    });
    this.rater.finals(this.stars, this.three);
    NAMES.forEach((name, place) => {
      const value = this.three[place] as number;
      this.finals[name][this.done] = value;
      if (!Number.isNaN(value)) this.ledgers[place]?.add(value / 1e6, this.drawn);
    });
    this.done += 1;
  }

  advance(count: number): number {
    const end = Math.min(this.total, this.done + count);
    while (this.done < end) this.draw();
    return this.total - this.done;
  }

  result(): ContractSimulation {
    const { ruleSet, contract, seed } = this.input;
    const ratings: Partial<Record<RatingName, RatingDistribution>> = {};
    for (const name of NAMES) {
      const distribution = ratingDistribution(this.finals[name].subarray(0, this.done), ruleSet);
      if (distribution !== null) ratings[name] = distribution;
    }
    const highest = HIGHEST.find((name) => ratings[name] !== undefined) ?? null;
    const ledger = highest === null ? undefined : this.ledgers[NAMES.indexOf(highest)];
    return {
      contractId: contract.contractId,
      starYear: ruleSet.starYear,
      ruleSetVersion: ruleSet.version,
      seed,
      draws: this.done,
      measureCorrelation: this.correlation,
      ratings,
      highest,
      varianceShares: ledger?.shares() ?? [],
    };
  }
}

/**
 * Prepares a Monte Carlo simulation of a contract's ratings through the rating core.
 *
 * @throws SimulationInputError for draws or correlations out of range and impossible measures
 */
export function startContractSimulation(input: ContractSimulationInput): ContractSimulationRun {
  return new Run(input);
}

/**
 * Simulates a contract's year-end ratings: the stars of the uncertain measures are drawn, all others stay, and every
 * draw is rated by the exact rules of the year (reward factor, adjustment index, hold-harmless, rounding).
 *
 * @throws SimulationInputError for draws or correlations out of range and impossible measures
 */
export function simulateContract(input: ContractSimulationInput): ContractSimulation {
  const run = startContractSimulation(input);
  run.advance(input.draws);
  return run.result();
}
