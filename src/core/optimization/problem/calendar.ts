import { dayNumber } from '../../gaps/index.js';
import type { ChannelCapacity, OptimizationProblem } from './problem-types.js';

/** Most days at which one channel's capacity is checked. */
const MOST_DAYS = 12;

/** A channel's capacity until a day; everything that must be done by then uses it. */
export interface CapacityRow {
  readonly channel: string;
  /** Day number. */
  readonly day: number;
  readonly amount: number;
}

/** Day number of a checked date. */
export function dayOf(date: string): number {
  return dayNumber(date) ?? Number.NaN;
}

/** What can be done until a day: in proportion between the days that are given, nothing before the start. */
function capacityAt(capacity: readonly ChannelCapacity[], day: number, start: number, end: number): number {
  let [fromDay, fromAmount] = [start - 1, 0];
  for (const { through, amount } of capacity) {
    const toDay = through === undefined ? end : dayOf(through);
    if (day <= toDay) return fromAmount + ((amount - fromAmount) * (day - fromDay)) / Math.max(1, toDay - fromDay);
    [fromDay, fromAmount] = [toDay, amount];
  }
  return fromAmount;
}

function thinned(days: readonly number[], keep: ReadonlySet<number>): number[] {
  if (days.length <= MOST_DAYS) return [...days];
  const spare = days.filter((day) => !keep.has(day));
  const room = Math.max(1, MOST_DAYS - keep.size);
  const chosen = spare.filter(
    (_, place) =>
      place === 0 || Math.floor((place * room) / spare.length) !== Math.floor(((place - 1) * room) / spare.length),
  );
  return [...new Set([...keep, ...chosen])].sort((a, b) => a - b);
}

/**
 * Where the limited channels' capacity is checked. Work that must be done by a day can be planned within what the
 * channel can do until that day: checked at every day by which something must be done, this is exact (earliest due
 * date first). Beyond twelve days, due days are rounded down to checked ones.
 *
 * @param latest by channel, the days by which uses of it must be done
 */
export function capacityRows(
  problem: OptimizationProblem,
  latest: ReadonlyMap<string, ReadonlySet<number>>,
): CapacityRow[] {
  const [start, end] = [dayOf(problem.startsOn), dayOf(problem.yearEnd)];
  return (problem.limits.channels ?? []).flatMap(({ channel, capacity }) => {
    const given = new Set(capacity.map(({ through }) => Math.min(end, through === undefined ? end : dayOf(through))));
    const days = [...new Set([...given, end, ...(latest.get(channel) ?? [])])].sort((a, b) => a - b);
    return thinned(days, new Set([...given, end])).map((day) => ({
      channel,
      day,
      amount: capacityAt(capacity, day, start, end),
    }));
  });
}
