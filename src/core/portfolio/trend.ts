import type { MeasureStanding, RateStanding } from './standing-types.js';

/** Final ratings in stars, null where there is none. */
export interface RatingStars {
  readonly partC: number | null;
  readonly partD: number | null;
  readonly overall: number | null;
}

/** What a trend needs of a snapshot. */
export interface TrendPoint {
  readonly membersActive: number;
  readonly standings: readonly MeasureStanding[];
  readonly current: RatingStars | null;
  readonly yearEnd: RatingStars | null;
}

/** A value at both ends, and what it rose by; null where an end has none. */
export interface Difference {
  readonly from: number | null;
  readonly to: number | null;
  readonly change: number | null;
}

/** How one measure moved. */
export interface MeasureTrend {
  readonly measure: string;
  readonly starId: string | null;
  readonly numerator: Difference;
  readonly denominator: Difference;
  readonly open: Difference;
  readonly rate: Difference;
  readonly star: Difference;
  readonly yearEndRate: Difference;
  readonly yearEndStar: Difference;
}

/** How one rating moved. */
export interface RatingTrend {
  readonly current: Difference;
  readonly yearEnd: Difference;
}

/** Differences between two snapshots. */
export interface PortfolioTrend {
  readonly membersActive: Difference;
  readonly measures: readonly MeasureTrend[];
  readonly ratings: Readonly<Record<keyof RatingStars, RatingTrend>>;
}

const difference = (from: number | null | undefined, to: number | null | undefined): Difference => {
  const [a, b] = [from ?? null, to ?? null];
  return { from: a, to: b, change: a === null || b === null ? null : b - a };
};

const numeratorOf = (rate: RateStanding | undefined): number | undefined => (rate ? Number(rate.numerator) : undefined);

function measureTrend(measure: string, a: MeasureStanding | undefined, b: MeasureStanding | undefined): MeasureTrend {
  return {
    ...{ measure, starId: b?.starId ?? a?.starId ?? null },
    numerator: difference(numeratorOf(a?.current), numeratorOf(b?.current)),
    denominator: difference(a?.current.denominator, b?.current.denominator),
    open: difference(a?.counts.open, b?.counts.open),
    rate: difference(a?.current.rate, b?.current.rate),
    star: difference(a?.current.star, b?.current.star),
    yearEndRate: difference(a?.yearEnd.rate, b?.yearEnd.rate),
    yearEndStar: difference(a?.yearEnd.star, b?.yearEnd.star),
  };
}

/** Differences per measure and rating between two snapshots; a measure that one of them lacks has no change. */
export function portfolioTrend(from: TrendPoint, to: TrendPoint): PortfolioTrend {
  const before = new Map(from.standings.map((standing) => [standing.measure, standing]));
  const after = new Map(to.standings.map((standing) => [standing.measure, standing]));
  const measures = [...new Set([...before.keys(), ...after.keys()])].sort();
  const rating = (kind: keyof RatingStars): RatingTrend => ({
    current: difference(from.current?.[kind], to.current?.[kind]),
    yearEnd: difference(from.yearEnd?.[kind], to.yearEnd?.[kind]),
  });
  return {
    membersActive: difference(from.membersActive, to.membersActive),
    measures: measures.map((measure) => measureTrend(measure, before.get(measure), after.get(measure))),
    ratings: { partC: rating('partC'), partD: rating('partD'), overall: rating('overall') },
  };
}
