import type { MeasureValue, PriorityComponent } from './marginal-types.js';

/** Levels are coarse, so that small changes of the inputs rewrite no worklist. */
const LEVEL_STEP = 0.02;

/** How much each component counts, where it tells measures apart. */
const WEIGHTS = { fourOrMore: 0.6, expectedStars: 0.3, distance: 0.1 } as const;

type Weighed = keyof typeof WEIGHTS;
const COMPONENTS = Object.keys(WEIGHTS) as Weighed[];

/** What closing every open gap of a measure must be worth, in chance or stars, for the component to tell anything. */
const LEAST = 0.001;

/** A measure before it has a level. */
export type UnrankedMeasure = Omit<MeasureValue, 'level' | 'decidedBy'> & {
  /** Unsettled gaps, each weighted by its probability to stay open. */
  readonly openness: number;
  /** Worth of a closure on the way to the next star: gain by missing numerators, at least 0. */
  readonly distance: number;
};

const valueOf = (measure: UnrankedMeasure, component: Weighed): number =>
  component === 'distance' ? measure.distance : (measure.perClosure?.[component] ?? 0);

/** The largest worth of a closure (or harm, where there is no worth); null where closing everything changes nothing. */
function scaleOf(measures: readonly UnrankedMeasure[], component: Weighed): number | null {
  const values = measures.map((one) => valueOf(one, component));
  const largest = Math.max(0, ...values) || Math.max(0, ...values.map(Math.abs));
  if (component === 'distance') return largest || null;
  const whole = Math.max(0, ...measures.map((one, place) => Math.abs(values[place] ?? 0) * one.openness));
  return whole >= LEAST ? largest : null;
}

const onStep = (value: number): number =>
  Math.round(Math.min(1, Math.max(LEVEL_STEP, Math.round(value / LEVEL_STEP) * LEVEL_STEP)) * 100) / 100;

/**
 * Levels of measures: the worth of a closure relative to the contract's best measure. The chance of 4 stars counts 60 %,
 * expected stars 30 %, the way to the next star 10 %; a component that tells nothing apart gives its weight to the
 * others, and where none does, all measures are alike and only the probability to stay open orders gaps. A closure that
 * lowers the rating counts against its measure.
 */
export function withLevels(measures: readonly UnrankedMeasure[]): {
  readonly components: Partial<Record<PriorityComponent, number>>;
  readonly measures: MeasureValue[];
} {
  const scales = new Map(COMPONENTS.map((name) => [name, scaleOf(measures, name)] as const));
  const present = COMPONENTS.filter((name) => scales.get(name) !== null);
  const total = present.reduce((sum, name) => sum + WEIGHTS[name], 0);
  const bare = ({
    openness: _o,
    distance: _d,
    ...measure
  }: UnrankedMeasure): Omit<MeasureValue, 'level' | 'decidedBy'> => measure;
  if (present.length === 0) {
    const alike = measures.map((one) => ({ ...bare(one), level: 1, decidedBy: 'openness' as const }));
    return { components: { openness: 1 }, measures: alike };
  }
  const components = Object.fromEntries(present.map((name) => [name, WEIGHTS[name] / total]));
  const ranked = measures.map((measure): MeasureValue => {
    const parts = present.map((name) => {
      const ratio = valueOf(measure, name) / (scales.get(name) ?? 1);
      return { name, part: ((components[name] ?? 0) * Math.max(-1, ratio)) as number };
    });
    const level = onStep(parts.reduce((sum, { part }) => sum + part, 0));
    const [strongest] = [...parts].sort((a, b) => Math.abs(b.part) - Math.abs(a.part));
    const decidedBy = strongest && Math.abs(strongest.part) >= LEVEL_STEP / 2 ? strongest.name : 'none';
    return { ...bare(measure), level, decidedBy };
  });
  return { components, measures: ranked };
}

/**
 * The priority of a gap, 0–100 in steps of 0.1: 100 times its measure's level times the probability that it stays open,
 * taken to whole percents.
 */
export function gapPriority(level: number, staysOpen: number): number {
  return Math.round((Math.round(level * 100) * Math.floor(staysOpen * 100 + 0.5)) / 10) / 10;
}
