import type { CountedOptions } from '../../core/optimization/classes/index.js';
import type { OptionGroup } from './member-options.repository.js';
import type { OrderedMeasure } from './optimization-order.js';

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
