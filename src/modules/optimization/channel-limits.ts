import type { ChannelLimit } from '../../core/optimization/index.js';
import type { FieldProblem } from '../../platform/http/index.js';
import type { ChannelLimitDto } from './dto/plan-limits.dto.js';

/** The figures of a request by channel, ascending by day. What contradicts is added to the faults. */
export function channelLimits(
  given: readonly ChannelLimitDto[],
  { startsOn, yearEnd }: { readonly startsOn: string; readonly yearEnd: string },
  faults: FieldProblem[],
): ChannelLimit[] {
  const byChannel = new Map<
    string,
    { unit: ChannelLimit['unit']; days: { through: string; amount: number; at: string }[] }
  >();
  given.forEach(({ channel, hours, slots, through = yearEnd }, index) => {
    const at = `/channelLimits/${index}`;
    const unit = slots === undefined ? 'minutes' : 'slots';
    const known = byChannel.get(channel) ?? { unit, days: [] };
    byChannel.set(channel, known);
    if ((hours === undefined) === (slots === undefined))
      faults.push({ pointer: at, code: 'contradiction', message: 'Give either hours or slots.' });
    if (known.unit !== unit)
      faults.push({
        pointer: at,
        code: 'contradiction',
        message: 'A channel is counted in hours or in slots throughout.',
      });
    if (known.days.some((one) => one.through === through))
      faults.push({ pointer: `${at}/through`, code: 'contradiction', message: 'There are two figures for this day.' });
    if (through < startsOn || through > yearEnd)
      faults.push({
        pointer: `${at}/through`,
        code: 'dayOfPlan',
        message: 'The day lies between the start and the end of the year.',
      });
    known.days.push({ through, amount: slots ?? (hours ?? 0) * 60, at });
  });
  return [...byChannel].map(([channel, { unit, days }]) => {
    const ordered = [...days].sort((a, b) => (a.through < b.through ? -1 : 1));
    ordered.forEach(({ amount, at }, place) => {
      if (amount < (ordered[place - 1]?.amount ?? 0))
        faults.push({
          pointer: at,
          code: 'contradiction',
          message: 'Figures count from the start: a later day has no less.',
        });
    });
    const capacity = ordered.map(({ through, amount }) => (through === yearEnd ? { amount } : { through, amount }));
    return { channel, unit, capacity };
  });
}
