import type { ClassGap, MemberClass } from '../problem/problem-types.js';

/** One member as the optimiser needs him. */
export interface GroupedMember {
  readonly gaps: readonly ClassGap[];
  readonly strata?: readonly string[];
  readonly contactsLeft?: number;
  readonly excluded?: readonly string[];
}

/** How finely members are told apart. */
export interface GroupingOptions {
  /** Most classes wanted; more come out only where gaps, days, contacts or strata alone tell more apart. Default 4,000. */
  readonly mostClasses?: number;
  /** Days that due dates are rounded down to, ascending; a gap due before the first keeps its date. Default: as they are. */
  readonly dueDays?: readonly string[];
}

/** Steps that chances are put into: the finest, and coarser ones where classes would be too many. */
const FINEST = 20;
const COARSER = [10, 5, 3, 2, 1] as const;

interface Group {
  readonly example: GroupedMember;
  members: number;
  readonly chanceSums: Float64Array;
}

const ordered = ({ gaps, ...rest }: GroupedMember): GroupedMember => ({
  ...rest,
  gaps: [...gaps].sort((a, b) => (a.measureId < b.measureId ? -1 : 1)),
});

/** Counts members with these gaps in. */
function count(groups: Map<string, Group>, key: string, member: GroupedMember, members: number): void {
  let group = groups.get(key);
  if (!group) {
    group = { example: member, members: 0, chanceSums: new Float64Array(member.gaps.length) };
    groups.set(key, group);
  }
  group.members += members;
  const { chanceSums } = group;
  member.gaps.forEach(({ chance }, place) => (chanceSums[place] = (chanceSums[place] as number) + members * chance));
}

/** A member with the mean chances of a group. */
const meanOf = ({ example, members, chanceSums }: Group): GroupedMember => ({
  ...example,
  gaps: example.gaps.map((gap, place) => ({ ...gap, chance: Math.min(1, (chanceSums[place] as number) / members) })),
});

/**
 * Groups members with equal options, one after another, without keeping them. The mean chance of each group's gaps is
 * that of its members, so that expected numerators stay exact however coarse the groups are.
 */
export class MemberGrouper {
  /** Members counted so far, at the finest steps. */
  private readonly groups = new Map<string, Group>();
  /** Class of each of those groups. */
  private classIds: ReadonlyMap<string, string> = new Map();

  constructor(private readonly options: GroupingOptions = {}) {}

  /**
   * Counts members in; those without open gaps are left out.
   * @param members how many there are, with these mean chances
   */
  add(member: GroupedMember, members = 1): void {
    if (member.gaps.length === 0) return;
    const own = ordered(member);
    count(this.groups, this.keyOf(own, FINEST), own, members);
  }

  /** The classes of all that were counted in, at the finest steps that give no more than wanted. */
  classes(): MemberClass[] {
    const most = this.options.mostClasses ?? 4000;
    let classes = this.groups;
    this.classIds = new Map([...classes.keys()].map((key) => [key, key]));
    for (const steps of COARSER) {
      if (classes.size <= most) break;
      classes = this.coarser(steps);
    }
    return [...classes].map(([id, group]) => {
      const { gaps, strata, contactsLeft, excluded } = meanOf(group);
      const due = gaps.map(({ dueOn, ...gap }) => {
        const day = this.dueDay(dueOn);
        return day === undefined ? gap : { ...gap, dueOn: day };
      });
      return {
        ...{ id, members: group.members, gaps: due },
        ...(strata === undefined ? {} : { strata }),
        ...(contactsLeft === undefined ? {} : { contactsLeft }),
        ...(excluded === undefined ? {} : { excluded }),
      };
    });
  }

  /** Class in which `classes` put a member; null for one without open gaps, or who was not counted in before. */
  classOf(member: GroupedMember): string | null {
    return member.gaps.length === 0 ? null : (this.classIds.get(this.keyOf(ordered(member), FINEST)) ?? null);
  }

  private coarser(steps: number): Map<string, Group> {
    const classes = new Map<string, Group>();
    const ids = new Map<string, string>();
    for (const [key, group] of this.groups) {
      const member = meanOf(group);
      const id = this.keyOf(member, steps);
      ids.set(key, id);
      count(classes, id, member, group.members);
    }
    this.classIds = ids;
    return classes;
  }

  private keyOf({ gaps, strata = [], contactsLeft, excluded = [] }: GroupedMember, steps: number): string {
    let key = '';
    for (const { measureId, chance, dueOn } of gaps) {
      const due = dueOn === undefined ? undefined : this.dueDay(dueOn);
      const step = Math.min(steps - 1, Math.floor(chance * steps));
      key += `${key === '' ? '' : ' '}${measureId}:${step}${due === undefined ? '' : `:${due}`}`;
    }
    if (strata.length > 0) key += ` in ${[...strata].sort().join(',')}`;
    if (contactsLeft !== undefined) key += ` left ${contactsLeft}`;
    if (excluded.length > 0) key += ` without ${[...excluded].sort().join(',')}`;
    return key;
  }

  private dueDay(dueOn: string | undefined): string | undefined {
    const { dueDays } = this.options;
    if (dueOn === undefined || dueDays === undefined) return dueOn;
    return dueDays.findLast((day) => day <= dueOn) ?? dueOn;
  }
}
