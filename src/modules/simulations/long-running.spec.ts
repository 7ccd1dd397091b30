import { describe, expect, it } from 'vitest';
import { isLong } from './long-running.js';
import type { SimulationInputs } from './simulation-inputs.js';

const base = { kind: 'monteCarlo', draws: 10_000, outlooks: [] } as unknown as SimulationInputs;
const gaps = (members: number, groups: number, memberCorrelation?: number) => ({
  measureId: 'C14',
  denominator: members,
  numerator: 0,
  open: Array.from({ length: groups }, () => ({ probability: 0.5, members: members / groups })),
  ...(memberCorrelation === undefined ? {} : { memberCorrelation }),
});

describe('what is computed as a job', () => {
  it.each([
    ['up to 20,000 draws: no', { draws: 20_000 }, false],
    ['more draws', { draws: 20_001 }, true],
    ['many predicted gaps', { kind: 'whatIf', gaps: { measures: [{ predicted: 60_000 }, { predicted: 40_001 }] } as never }, true], // prettier-ignore
    ['few predicted gaps', { kind: 'whatIf', gaps: { measures: [{ predicted: 100_000 }] } as never }, false], // prettier-ignore
    ['draws count only where something is drawn', { kind: 'distance', draws: 100_000 }, false],
    ['many members of a distance', { kind: 'distance', outlooks: [gaps(50_001, 1)] }, true],
    ['many independent members, drawn: no', { outlooks: [gaps(200_001, 1)] }, false],
    ['very many members', { outlooks: [gaps(20_000_001, 1)] }, true],
    ['many groups of independent members: no', { outlooks: [gaps(1000, 500)] }, false],
    ['many groups of correlated members', { outlooks: [gaps(1000, 250, 0.1)] }, true],
    ['stated chances: no', { outlooks: [{ measureId: 'C30', chances: [0, 0, 1, 0, 0] }] }, false],
  ] as const)('%s', (_what, more, expected) => {
    expect(isLong({ ...base, ...more } as SimulationInputs)).toBe(expected);
  });
});
