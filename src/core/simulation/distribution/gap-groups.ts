/** Open gaps that close with equal probability, each independently. */
export interface GapGroup {
  /** Probability that one gap is closed at the end of the year, 0–1. */
  readonly probability: number;
  /** Number of members, a whole number of at least 0. */
  readonly members: number;
}

/** Impossible input of a simulation. `field` names what is wrong; the value is not repeated. */
export class SimulationInputError extends Error {
  constructor(
    readonly field: string,
    reason: string,
  ) {
    super(`${field}: ${reason}`);
    this.name = 'SimulationInputError';
  }
}

/** Refuses probabilities outside 0–1 and member counts that are no whole numbers. */
export function checkGroups(groups: readonly GapGroup[]): void {
  for (const { probability, members } of groups) {
    if (!(probability >= 0 && probability <= 1)) throw new SimulationInputError('probability', 'not in 0–1');
    if (!Number.isSafeInteger(members) || members < 0) throw new SimulationInputError('members', 'not a whole number');
  }
}

/** Number of members in all groups. */
export function memberCount(groups: readonly GapGroup[]): number {
  return groups.reduce((sum, { members }) => sum + members, 0);
}

/**
 * Members' probabilities as groups of equal probability, ascending: the distribution stays exact and is much cheaper.
 *
 * @param step if given, probabilities are first rounded to this grid; no member's probability moves by more than half of it
 */
export function groupProbabilities(probabilities: readonly number[], step?: number): GapGroup[] {
  const counts = new Map<number, number>();
  for (const probability of probabilities) {
    if (!(probability >= 0 && probability <= 1)) throw new SimulationInputError('probability', 'not in 0–1');
    const rounded = step === undefined ? probability : Math.min(1, Math.round(probability / step) * step);
    counts.set(rounded, (counts.get(rounded) ?? 0) + 1);
  }
  return [...counts].sort(([a], [b]) => a - b).map(([probability, members]) => ({ probability, members }));
}

/** A stated change of enrolment until the end of the year. */
export interface EnrolmentChange {
  /** Share of the members with open gaps who leave before the end of the year, 0–1, whatever their probability. */
  readonly leavingShare: number;
  /** Members who join, with the probability that they count in the numerator. */
  readonly joining: GapGroup;
}

/**
 * Open gaps after the enrolment change: each group loses its share of leavers, rounded so that the total is right to
 * one member, and the joiners are a group of their own. Deterministic: it moves the expectation, it adds no variance.
 */
export function afterEnrolmentChange(groups: readonly GapGroup[], change: EnrolmentChange): GapGroup[] {
  checkGroups([...groups, change.joining]);
  if (!(change.leavingShare >= 0 && change.leavingShare <= 1))
    throw new SimulationInputError('leavingShare', 'not in 0–1');
  let exact = 0;
  let taken = 0;
  const staying = groups.map(({ probability, members }) => {
    exact += members * (1 - change.leavingShare);
    const rounded = Math.round(exact) - taken;
    taken += rounded;
    return { probability, members: rounded };
  });
  return [...staying, change.joining].filter(({ members }) => members > 0);
}
