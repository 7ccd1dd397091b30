import {
  isForRun,
  measuresOfKind,
  RATING_KINDS,
  toUnits,
  type AdjustmentTable,
  type Calculation,
  type MeasureRule,
  type RatingKind,
  type RuleSet,
} from '../rulesets/index.js';

/** The four runs: bit 1 = without improvement measures, bit 0 = without new measures. */
export const RUNS = [
  { improvement: 'with', newMeasures: 'with' },
  { improvement: 'with', newMeasures: 'without' },
  { improvement: 'without', newMeasures: 'with' },
  { improvement: 'without', newMeasures: 'without' },
] as const;

/** A measure's group: it is in every run, or only in runs with improvement or with new measures. */
export const GROUP = { always: 0, improvement: 1, fresh: 2 } as const;

/** The measures of a rating kind with their weights, as whole numbers. */
export interface Members {
  readonly indices: Int32Array;
  readonly weights: Float64Array;
  readonly groups: Uint8Array;
  /** Measures of the same weight and group have the same number: a star moves the rating alike in all of them. */
  readonly classes: Uint8Array;
}

export interface CompiledKind {
  readonly kind: RatingKind;
  readonly standard: Members;
  readonly puertoRico: Members;
  /** Measures that count toward the minimum. */
  readonly counted: Int32Array;
  /** New measures of the kind. */
  readonly fresh: Int32Array;
  readonly hasImprovement: boolean;
}

/** Reward thresholds in micro-units. */
export interface CompiledThresholds {
  readonly meanRelativelyHigh: number;
  readonly meanHigh: number;
  readonly varianceLow: number;
  readonly varianceHigh: number;
  readonly basis: 'published' | 'estimated';
}

export interface CompiledCalculation {
  readonly id: string;
  /** By kind, then by run; null where the rule set has no (filled) thresholds for it. */
  readonly thresholds: Readonly<Record<RatingKind, readonly (CompiledThresholds | null)[]>>;
  /** Adjustment values by kind in micro-units, or null where the kind has no adjustment. */
  readonly adjustments: Readonly<Record<RatingKind, readonly number[] | null>>;
}

/** A rule set prepared for fast and exact rating. */
export interface CompiledRules {
  readonly ruleSet: RuleSet;
  readonly indexById: ReadonlyMap<string, number>;
  readonly weightScale: number;
  readonly kinds: Readonly<Record<RatingKind, CompiledKind>>;
  readonly calculations: readonly CompiledCalculation[];
  /** Decimal places of mean and variance, and the last place of mean, variance and final value in micro-units. */
  readonly meanPlaces: number;
  readonly variancePlaces: number;
  readonly meanUnit: number;
  readonly varianceUnit: number;
  readonly finalUnit: number;
  readonly cap: number;
  readonly step: number;
  readonly gate: number;
  readonly factors: Readonly<Record<keyof RuleSet['rewardFactor']['factors'], number>>;
}

/** Micro-units of a number the rule-set check has already found to have at most six decimals. */
function micro(value: number): number {
  return toUnits(value, 6) ?? Math.round(value * 1e6);
}

function scaleOf(measures: readonly MeasureRule[], exceptions: readonly { weight: number }[]): number {
  const weights = [...measures, ...exceptions].map((one) => one.weight);
  return weights.every((one) => toUnits(one, 0) !== null)
    ? 1
    : weights.every((one) => toUnits(one, 1) !== null)
      ? 10
      : 100;
}

function compileKind(
  ruleSet: RuleSet,
  kind: RatingKind,
  indexById: ReadonlyMap<string, number>,
  scale: number,
): CompiledKind {
  const measures = measuresOfKind(ruleSet, kind);
  const members = (weightOf: (measure: MeasureRule) => number): Members => {
    const kept = measures.filter((one) => weightOf(one) > 0);
    const group = (one: MeasureRule): number =>
      one.method === 'improvement' ? GROUP.improvement : one.newMeasure ? GROUP.fresh : GROUP.always;
    const alike = kept.map((one) => `${weightOf(one)} ${group(one)}`);
    return {
      indices: Int32Array.from(kept, (one) => indexById.get(one.id) ?? -1),
      weights: Float64Array.from(kept, (one) => Math.round(weightOf(one) * scale)),
      groups: Uint8Array.from(kept, group),
      classes: Uint8Array.from(alike, (one) => alike.indexOf(one)),
    };
  };
  const indicesOf = (list: readonly MeasureRule[]): Int32Array =>
    Int32Array.from(list, (one) => indexById.get(one.id) ?? -1);
  return {
    kind,
    standard: members((one) => one.weight),
    puertoRico: members(
      (one) => ruleSet.weightExceptions.find((rule) => rule.measures.includes(one.id))?.weight ?? one.weight,
    ),
    counted: indicesOf(measures.filter((one) => !ruleSet.existence.notCounted.includes(one.id))),
    fresh: indicesOf(measures.filter((one) => one.newMeasure)),
    hasImprovement: measures.some((one) => one.method === 'improvement'),
  };
}

function compileThresholds(calculation: Calculation, kind: RatingKind): (CompiledThresholds | null)[] {
  return RUNS.map((run) => {
    const entry = calculation.thresholds.find((one) => isForRun(one, kind, run.improvement, run.newMeasures));
    if (!entry?.mean || !entry.variance) return null;
    return {
      meanRelativelyHigh: micro(entry.mean.relativelyHigh),
      meanHigh: micro(entry.mean.high),
      varianceLow: micro(entry.variance.low),
      varianceHigh: micro(entry.variance.high),
      basis: entry.basis,
    };
  });
}

function byKind<T>(make: (kind: RatingKind) => T): Record<RatingKind, T> {
  return Object.fromEntries(RATING_KINDS.map((kind) => [kind, make(kind)])) as Record<RatingKind, T>;
}

function compile(ruleSet: RuleSet): CompiledRules {
  const indexById = new Map(ruleSet.measures.map((one, index) => [one.id, index]));
  const weightScale = scaleOf(ruleSet.measures, ruleSet.weightExceptions);
  const valuesOf = (table: AdjustmentTable | null): number[] | null => table?.values.map(micro) ?? null;
  const { factors } = ruleSet.rewardFactor;
  const { arithmetic } = ruleSet;
  return {
    ruleSet,
    indexById,
    weightScale,
    kinds: byKind((kind) => compileKind(ruleSet, kind, indexById, weightScale)),
    calculations: ruleSet.calculations.map((one) => ({
      id: one.id,
      thresholds: byKind((kind) => compileThresholds(one, kind)),
      adjustments: byKind((kind) => valuesOf(one.adjustmentIndex?.[kind] ?? ruleSet.adjustmentIndex[kind])),
    })),
    meanPlaces: arithmetic.meanDecimals,
    variancePlaces: arithmetic.varianceDecimals,
    meanUnit: 10 ** (6 - arithmetic.meanDecimals),
    varianceUnit: 10 ** (6 - arithmetic.varianceDecimals),
    finalUnit: 10 ** (6 - arithmetic.finalDecimals),
    cap: arithmetic.cap === null ? Infinity : micro(arithmetic.cap),
    step: micro(arithmetic.step),
    gate: micro(ruleSet.improvementHoldHarmless?.gate ?? 0),
    factors: Object.fromEntries(
      Object.entries(factors).map(([name, value]) => [name, micro(value)]),
    ) as CompiledRules['factors'],
  };
}

const prepared = new WeakMap<RuleSet, CompiledRules>();

/** The prepared form of a rule set, made once for each rule set object. */
export function compiledRules(ruleSet: RuleSet): CompiledRules {
  let rules = prepared.get(ruleSet);
  if (!rules) prepared.set(ruleSet, (rules = compile(ruleSet)));
  return rules;
}
