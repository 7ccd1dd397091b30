import { GROUPS, type OpenRating } from '../problem/open-rating.js';

/** A measure with the stars that it can end with. */
export interface Ladder {
  /** Whole number. */
  readonly weight: number;
  readonly group: number;
  /** Ascending. */
  readonly stars: readonly number[];
}

/** Σ weight·star and Σ weight·star² by group. */
type Sums = Float64Array;

interface Stage {
  readonly sums: Sums[];
  /** By state and star: the state after one more ladder. */
  readonly next: Int32Array;
}

function added(sums: Sums, { weight, group }: Ladder, star: number): Sums {
  const after = sums.slice();
  after[group] = (after[group] as number) + weight * star;
  after[GROUPS + group] = (after[GROUPS + group] as number) + weight * star * star;
  return after;
}

/** A number for each value of the sums while it stays exact, else a text. */
function keysFor(ladders: readonly Ladder[]): (sums: Sums) => number | string {
  const most = new Float64Array(2 * GROUPS);
  for (const { weight, group, stars } of ladders) {
    const star = Math.max(...stars);
    most[group] = (most[group] as number) + weight * star;
    most[GROUPS + group] = (most[GROUPS + group] as number) + weight * star * star;
  }
  if (most.reduce((product, one) => product * (one + 1), 1) > Number.MAX_SAFE_INTEGER) return (sums) => sums.join();
  return (sums) => sums.reduce((key, one, place) => key * ((most[place] as number) + 1) + one, 0);
}

/** Which sums the first ladders can have, and where each star leads. */
function stagesOf(ladders: readonly Ladder[]): Stage[] {
  const keyOf = keysFor(ladders);
  let sums: Sums[] = [new Float64Array(2 * GROUPS)];
  const stages: Stage[] = [];
  for (const ladder of ladders) {
    const known = new Map<number | string, number>();
    const following: Sums[] = [];
    const next = new Int32Array(sums.length * ladder.stars.length);
    sums.forEach((one, state) =>
      ladder.stars.forEach((star, place) => {
        const after = added(one, ladder, star);
        const key = keyOf(after);
        let found = known.get(key);
        if (found === undefined) {
          known.set(key, (found = following.length));
          following.push(after);
        }
        next[state * ladder.stars.length + place] = found;
      }),
    );
    stages.push({ sums, next });
    sums = following;
  }
  stages.push({ sums, next: new Int32Array(0) });
  return stages;
}

/**
 * How the rating follows from the ladders' stars, in few states: it depends on them through Σ weight·star and
 * Σ weight·star² alone, which take few values. Every reachable pair of sums is rated by the rating function itself, so
 * that mean, variance, reward factor, adjustment, hold-harmless branches and rounding are all in it.
 */
export class RatingStates {
  private readonly stages: readonly Stage[];
  /** Final values in micro-units of the last stage's states. */
  private readonly finals: Float64Array;

  constructor(
    rating: OpenRating,
    private readonly ladders: readonly Ladder[],
  ) {
    this.stages = stagesOf(ladders);
    const last = this.stages.at(-1) as Stage;
    this.finals = Float64Array.from(last.sums, (sums) => rating.final(sums.subarray(0, GROUPS), sums.subarray(GROUPS)));
  }

  /** The state after giving the next ladder one of its stars; 0 is the state before the first. */
  next(decided: number, state: number, place: number): number {
    return (this.stages[decided] as Stage).next[
      state * (this.ladders[decided] as Ladder).stars.length + place
    ] as number;
  }

  /** Number of states with so many ladders decided. */
  size(decided: number): number {
    return (this.stages[decided] as Stage).sums.length;
  }

  /** Final values of the states in which all ladders are decided. */
  get finalValues(): Float64Array {
    return this.finals;
  }

  /** By number of decided ladders: 1 for the states that can still be completed to a good one. */
  alive(isGood: (final: number) => boolean): Uint8Array[] {
    const alive: Uint8Array[] = [Uint8Array.from(this.finals, (final) => (isGood(final) ? 1 : 0))];
    for (let decided = this.ladders.length - 1; decided >= 0; decided -= 1) {
      const { sums, next } = this.stages[decided] as Stage;
      const width = (this.ladders[decided] as Ladder).stars.length;
      const following = alive[0] as Uint8Array;
      const flags = new Uint8Array(sums.length);
      next.forEach((state, at) => {
        if (following[state] === 1) flags[Math.floor(at / width)] = 1;
      });
      alive.unshift(flags);
    }
    return alive;
  }
}
