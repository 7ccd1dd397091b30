import type { ClassGap, MemberClass } from '../problem/problem-types.js';

/** One member as the optimiser needs him. */
export interface GroupedMember {
  readonly gaps: readonly ClassGap[];
  readonly strata?: readonly string[];
  readonly contactsLeft?: number;
  readonly excluded?: readonly string[];
}

export interface GroupingOptions {
  /** Most classes; chances are put into fewer steps until they suffice. Default 4,000. */
  readonly mostClasses?: number;
  /** Days that due dates are rounded down to, ascending; a gap due before the first keeps its date. Default: as they are. */
  readonly dueDays?: readonly string[];
}

/** Steps that chances are put into, finest first. */
const STEPS = [20, 10, 5, 3, 2, 1] as const;

interface Group {
  readonly example: GroupedMember;
  members: number;
  readonly chanceSums: Float64Array;
}

function ordered({ gaps, ...rest }: GroupedMember): GroupedMember {
  return { ...rest, gaps: [...gaps].sort((a, b) => (a.measureId < b.measureId ? -1 : 1)) };
}

/**
 * Groups members with equal options, one after another, without keeping them. The mean chance of each group's gaps is
 * that of its members, so that expected numerators stay exact however coarse the groups are.
 */
export class MemberGrouper {
  private groups = new Map<string, Group>();
  private steps: number = STEPS[0];

  constructor(private readonly options: GroupingOptions = {}) {}

  /** Counts a member in; members without open gaps are left out. */
  add(member: GroupedMember): void {
    if (member.gaps.length > 0) this.put(this.groups, ordered(member), 1);
  }

  /** The classes, at the finest steps that give no more than wanted. Members added later are grouped alike. */
  classes(): MemberClass[] {
    const most = this.options.mostClasses ?? 4000;
    for (const steps of STEPS) {
      if (steps > this.steps || (this.groups.size <= most && steps === this.steps)) continue;
      if (this.groups.size <= most) break;
      this.steps = steps;
      const coarser = new Map<string, Group>();
      for (const { example, members, chanceSums } of this.groups.values()) {
        const gaps = example.gaps.map((gap, place) => ({ ...gap, chance: (chanceSums[place] as number) / members }));
        this.put(coarser, { ...example, gaps }, members);
      }
      this.groups = coarser;
    }
    return [...this.groups].map(([id, { example, members, chanceSums }]) => ({
      ...example,
      id,
      members,
      gaps: example.gaps.map(({ measureId, dueOn }, place) => {
        const due = this.dueDay(dueOn);
        const chance = Math.min(1, (chanceSums[place] as number) / members);
        return { measureId, chance, ...(due === undefined ? {} : { dueOn: due }) };
      }),
    }));
  }

  /** Class of a member, by the steps that `classes` settled on; null for a member without open gaps. */
  classOf(member: GroupedMember): string | null {
    return member.gaps.length === 0 ? null : this.keyOf(ordered(member));
  }

  private put(groups: Map<string, Group>, member: GroupedMember, members: number): void {
    const key = this.keyOf(member);
    let group = groups.get(key);
    if (!group) {
      group = { example: member, members: 0, chanceSums: new Float64Array(member.gaps.length) };
      groups.set(key, group);
    }
    group.members += members;
    const { chanceSums } = group;
    member.gaps.forEach(({ chance }, place) => (chanceSums[place] = (chanceSums[place] as number) + members * chance));
  }

  private keyOf({ gaps, strata = [], contactsLeft, excluded = [] }: GroupedMember): string {
    let key = '';
    for (const { measureId, chance, dueOn } of gaps) {
      const due = dueOn === undefined ? undefined : this.dueDay(dueOn);
      const step = Math.min(this.steps - 1, Math.floor(chance * this.steps));
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
