import type { ClassGap, MemberClass } from '../problem/problem-types.js';

/** Members with equal options, as they were counted. */
export interface CountedOptions {
  readonly key: string;
  readonly members: number;
  /** Gaps with the mean chance of these members. */
  readonly gaps: readonly ClassGap[];
  readonly contactsLeft: number;
  readonly strata: readonly string[];
}

/** Classes for the optimiser, and the class that each group of members went to. */
export interface OptionClasses {
  readonly classes: readonly MemberClass[];
  readonly classOf: ReadonlyMap<string, string>;
}

/** Steps that chances are put into, finest first. */
const STEPS = [20, 10, 5, 3, 2, 1] as const;

interface Class {
  readonly example: CountedOptions;
  members: number;
  readonly chances: number[];
  readonly keys: string[];
}

function classKey({ gaps, contactsLeft, strata }: CountedOptions, steps: number): string {
  const parts = gaps.map(
    ({ measureId, chance, dueOn = '' }) => `${measureId}:${Math.min(steps - 1, Math.floor(chance * steps))}:${dueOn}`,
  );
  return `${parts.join(' ')}|${contactsLeft}|${strata.join(' ')}`;
}

function grouped(options: readonly CountedOptions[], steps: number): Map<string, Class> {
  const classes = new Map<string, Class>();
  for (const option of options) {
    const key = classKey(option, steps);
    let own = classes.get(key);
    if (!own) classes.set(key, (own = { example: option, members: 0, chances: option.gaps.map(() => 0), keys: [] }));
    own.members += option.members;
    own.keys.push(option.key);
    option.gaps.forEach(({ chance }, place) => {
      own.chances[place] = (own.chances[place] ?? 0) + option.members * chance;
    });
  }
  return classes;
}

/**
 * Puts groups of members with nearly equal chances together until there are few enough: first at steps of a twentieth,
 * then coarser. The mean chance of a class is that of its members, so that expected numerators stay exact.
 *
 * @param most most classes wanted; more come out only where gaps, days, contacts or strata alone tell more apart
 */
export function optionClasses(options: readonly CountedOptions[], most = 4000): OptionClasses {
  let classes = grouped(options, STEPS[0]);
  for (const steps of STEPS.slice(1)) {
    if (classes.size <= most) break;
    classes = grouped(options, steps);
  }
  const classOf = new Map<string, string>();
  const numbered = [...classes.values()].map(({ example, members, chances, keys }, index): MemberClass => {
    const id = String(index + 1);
    for (const key of keys) classOf.set(key, id);
    const gaps = example.gaps.map((gap, place) => ({ ...gap, chance: Math.min(1, (chances[place] ?? 0) / members) }));
    return { id, members, gaps, contactsLeft: example.contactsLeft, strata: example.strata };
  });
  return { classes: numbered, classOf };
}
