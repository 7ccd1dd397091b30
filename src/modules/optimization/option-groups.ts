import { type GroupedMember, type MemberClass, MemberGrouper } from '../../core/optimization/index.js';
import type { OptionGroup } from './member-options.repository.js';
import type { OrderedMeasure } from './optimization-order.js';

/** Members with equal options, as the database counted them; chances are their means. */
export interface CountedOptions extends GroupedMember {
  readonly key: string;
  readonly members: number;
}

/** Classes for the optimiser, and the class that each group of members went to. */
export interface OptionClasses {
  readonly classes: readonly MemberClass[];
  readonly classOf: ReadonlyMap<string, string>;
}

/** A day before every start: the gap cannot be worked on. */
const NEVER = '0001-01-01';

/** Groups as the database wrote them down: `BCS:3: COL:19:2026-06-15|1|tier:high`. */
export function countedOptions(groups: readonly OptionGroup[], measures: readonly OrderedMeasure[]): CountedOptions[] {
  const ids = new Map(measures.map(({ code, measureId }) => [code, measureId]));
  return groups.map(({ key, members, chances }) => {
    const [gaps = '', contacts = '0', strata = ''] = key.split('|');
    return {
      ...{ key, members, contactsLeft: Number(contacts), strata: strata === '' ? [] : strata.split(' ') },
      gaps: gaps.split(' ').map((text, place) => {
        const [code = '', , due = ''] = text.split(':');
        const gap = { measureId: ids.get(code) ?? '', chance: chances[place] ?? 0 };
        return due === '' ? gap : { ...gap, dueOn: due === 'x' ? NEVER : due };
      }),
    };
  });
}

/** Puts groups of members with nearly equal chances together, until there are few enough. */
export function optionClasses(options: readonly CountedOptions[]): OptionClasses {
  const grouper = new MemberGrouper();
  for (const option of options) grouper.add(option, option.members);
  const classes = grouper.classes();
  const classOf = options.map((option) => [option.key, grouper.classOf(option) ?? ''] as const);
  return { classes, classOf: new Map(classOf) };
}
