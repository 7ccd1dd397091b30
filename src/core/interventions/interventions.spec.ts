import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gapMeasure } from '../gaps/index.js';
import {
  type Completion,
  costPerClosure,
  type CoveredGap,
  gapsAfterCompletion,
  INTERVENTION_STATES,
  lift,
  refuseCompletion,
  refuseStep,
  returnOnInvestment,
  toCents,
  wilsonInterval,
} from './index.js';

describe('lifecycle', () => {
  it('goes from planned over in progress to an end, and never back', () => {
    const legal = INTERVENTION_STATES.flatMap((from) =>
      INTERVENTION_STATES.filter((to) => refuseStep(from, to, false) === undefined).map((to) => `${from} > ${to}`),
    );
    expect(legal).toEqual([
      'planned > in_progress',
      'planned > completed',
      'planned > cancelled',
      'in_progress > completed',
      'in_progress > cancelled',
    ]);
  });

  it('never treats the hold-out group', () => {
    expect(refuseStep('planned', 'in_progress', true)).toMatch(/hold-out/);
    expect(refuseStep('planned', 'completed', true)).toMatch(/hold-out/);
    expect(refuseStep('planned', 'cancelled', true)).toBeUndefined();
  });
});

describe('completion', () => {
  const BCS = gapMeasure('BCS', 2026);
  if (!BCS) throw new Error('no BCS');
  const gap = (gapId: string, part: Partial<CoveredGap> = {}): CoveredGap => ({
    ...{ gapId, measure: BCS, work: 'scheduled', evidence: 'open', source: 'claim', asOf: '2026-03-01', reason: null },
    ...part,
  });
  const done = (part: Partial<Completion> = {}): Completion => ({
    ...{ outcome: 'success', delivered: new Set(['a']), otherwise: null },
    ...{ evidence: { source: 'supplemental', asOf: '2026-04-01' } },
    ...part,
  });

  it('closes a delivered gap and completes its work', () => {
    expect(gapsAfterCompletion([gap('a')], done())).toEqual([
      {
        ...{ gapId: 'a', evidence: 'closed', source: 'supplemental', asOf: '2026-04-01', reason: null },
        ...{ work: 'completed', delivered: true, changed: true },
      },
    ]);
  });

  it('without evidence at hand completes the work and leaves the gap open', () => {
    const [after] = gapsAfterCompletion([gap('a')], done({ evidence: null }));
    expect(after).toMatchObject({ evidence: 'open', work: 'completed', asOf: '2026-03-01', changed: true });
  });

  it('keeps later evidence and settled gaps', () => {
    const gaps = [gap('a', { asOf: '2026-05-01' }), gap('b', { evidence: 'excluded' })];
    const after = gapsAfterCompletion(gaps, done({ delivered: new Set(['a', 'b']) }));
    expect(after.map(({ evidence, asOf }) => [evidence, asOf])).toEqual([
      ['open', '2026-05-01'],
      ['excluded', '2026-03-01'],
    ]);
  });

  it('sends gaps that were not delivered where the caller says, as far as that is legal', () => {
    const gaps = [gap('a'), gap('b'), gap('c', { work: 'suppressed' })];
    const after = gapsAfterCompletion(gaps, done({ outcome: 'partial', otherwise: 'refused' }));
    expect(after.map(({ work, changed }) => [work, changed])).toEqual([
      ['completed', true],
      ['refused', true],
      ['suppressed', false],
    ]);
  });

  it('leaves work that is already where it should go', () => {
    const [after] = gapsAfterCompletion([gap('a', { work: 'completed' })], done({ evidence: null }));
    expect(after).toMatchObject({ work: 'completed', changed: false });
  });

  it.each([
    ['a success that leaves a gap', done({ delivered: new Set(['a']) }), /every gap/],
    ['a failure that delivers', done({ outcome: 'failed' }), /no gap/],
    ['a partial success of all', done({ outcome: 'partial', delivered: new Set(['a', 'b']) }), /some/],
    ['a partial success of none', done({ outcome: 'partial', delivered: new Set() }), /some/],
    ['a gap that is not covered', done({ delivered: new Set(['x']) }), /covers/],
  ])('refuses %s', (_what, completion, message) => {
    expect(refuseCompletion(['a', 'b'], completion)).toMatch(message);
  });

  it('takes a success of all, a failure of none, a part of some', () => {
    expect(refuseCompletion(['a'], done())).toBeUndefined();
    expect(refuseCompletion(['a'], done({ outcome: 'failed', delivered: new Set() }))).toBeUndefined();
    expect(refuseCompletion(['a', 'b'], done({ outcome: 'partial' }))).toBeUndefined();
  });
});

describe('money', () => {
  it('is exact in cents', () => {
    expect(['12', '12.5', '12.05', '0'].map(toCents)).toEqual([1200n, 1250n, 1205n, 0n]);
    expect(['', '-1', '1.234', '1e3', '.5'].map(toCents)).toEqual(Array(5).fill(undefined));
  });

  it('return on investment is (value − cost) ÷ cost', () => {
    expect(returnOnInvestment('40.00', '100.00')).toBe('1.5000');
    expect(returnOnInvestment('3.00', '1.00')).toBe('-0.6667');
    expect(returnOnInvestment('3.00', '3.00')).toBe('0.0000');
    expect([returnOnInvestment('0', '5'), returnOnInvestment('5', null), returnOnInvestment('x', '5')]).toEqual(
      Array(3).fill(null),
    );
  });

  it('cost of a closure is rounded to cents', () => {
    expect(costPerClosure('100.00', 3)).toBe('33.33');
    expect(costPerClosure('200', 3)).toBe('66.67');
    expect(costPerClosure('0.04', 3)).toBe('0.01');
    expect([costPerClosure('1', 0), costPerClosure('x', 1)]).toEqual([null, null]);
  });
});

describe('hold-out comparison', () => {
  it("reproduces Newcombe's published example: 56/70 against 48/80", () => {
    const { difference, interval } = lift({ closed: 56, members: 70 }, { closed: 48, members: 80 });
    expect(difference).toBeCloseTo(20, 10);
    // Newcombe 1998, table II, method 10: 0.0524 to 0.3339.
    expect(interval?.low).toBeCloseTo(5.24, 2);
    expect(interval?.high).toBeCloseTo(33.39, 2);
  });

  it('stays inside −100 … 100 where a group closed nothing or everything', () => {
    const { interval } = lift({ closed: 10, members: 10 }, { closed: 0, members: 20 });
    expect(interval?.low).toBeCloseTo(67.91, 2); // Newcombe 1998, table II, (g)
    expect(interval?.high).toBeCloseTo(100, 10);
  });

  it('gives no difference for an empty group', () => {
    expect(lift({ closed: 1, members: 2 }, { closed: 0, members: 0 })).toEqual({
      ...{ treatedRate: 50, holdoutRate: null, difference: null, interval: null },
    });
  });

  const group = fc
    .nat({ max: 500 })
    .chain((closed) => fc.integer({ min: Math.max(1, closed), max: 600 }).map((members) => ({ closed, members })));

  it('always holds its difference, and turns its sign when the groups change places', () => {
    fc.assert(
      fc.property(group, group, (a, b) => {
        const [one, other] = [lift(a, b), lift(b, a)];
        if (!one.interval || !other.interval || one.difference === null) throw new Error('no interval');
        expect(one.interval.low).toBeLessThanOrEqual(one.difference + 1e-9);
        expect(one.interval.high).toBeGreaterThanOrEqual(one.difference - 1e-9);
        expect(one.interval.low).toBeCloseTo(-other.interval.high, 9);
        expect(one.interval.low).toBeGreaterThanOrEqual(-100 - 1e-9);
        const { low, high } = wilsonInterval(a);
        expect(low <= a.closed / a.members + 1e-12 && high >= a.closed / a.members - 1e-12).toBe(true);
      }),
    );
  });
});
