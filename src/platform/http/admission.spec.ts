import { describe, expect, it } from 'vitest';
import { Admission } from './admission.js';

function setUp(limits: { concurrency: number; queue: number; waitMs?: number }) {
  let now = 0;
  const told: string[] = [];
  const admission = new Admission({ waitMs: 1000, now: () => now, ...limits });
  const ask = (name: string, wanted = (): boolean => true): void =>
    admission.enter(wanted, (admitted) => told.push(`${name} ${admitted}`));
  return { admission, told, ask, at: (ms: number) => (now = ms) };
}

describe('admission', () => {
  it('lets in as many as can be worked on, the others in their order, and turns away the rest', () => {
    const { admission, told, ask } = setUp({ concurrency: 2, queue: 2 });
    for (const name of ['a', 'b', 'c', 'd', 'e']) ask(name);
    expect(told).toEqual(['a admitted', 'b admitted', 'e queue-full']);
    expect([admission.underWay, admission.waiting]).toEqual([2, 2]);
    admission.leave();
    admission.leave();
    expect(told.slice(3)).toEqual(['c admitted', 'd admitted']);
    expect([admission.underWay, admission.waiting]).toEqual([2, 0]);
  });

  it('turns away whoever has waited too long, and passes over whoever has hung up', () => {
    const { admission, told, ask, at } = setUp({ concurrency: 1, queue: 5 });
    ask('a');
    ask('late');
    at(900);
    ask('gone', () => false);
    ask('b');
    at(1500);
    admission.leave();
    expect(told).toEqual(['a admitted', 'late waited-too-long', 'b admitted']);
    expect([admission.underWay, admission.waiting]).toEqual([1, 0]);
  });

  it('keeps nobody waiting who would be too late at the present pace, and follows it up and down', () => {
    const { admission, told, ask, at } = setUp({ concurrency: 2, queue: 100, waitMs: 1000 });
    let now = 0;
    const serve = (perSecond: number, seconds: number): void => {
      for (let i = 0; i < perSecond * seconds; i++) {
        at((now += 1000 / perSecond));
        admission.leave();
        ask('load'); // there is always enough to do
      }
    };
    const turnedAwayOf = (count: number): number => {
      const before = told.filter((line) => line.endsWith('would-wait-too-long')).length;
      for (let i = 0; i < count; i++) ask('crowd');
      return told.filter((line) => line.endsWith('would-wait-too-long')).length - before;
    };
    for (const name of ['a', 'b', 'c']) ask(name);
    serve(20, 2);
    expect(admission.perSecond).toBeCloseTo(20);
    expect(turnedAwayOf(60)).toBe(60 - 20);
    serve(40, 10);
    expect(admission.perSecond).toBeCloseTo(40);
    expect(turnedAwayOf(60)).toBe(60 - 19);
    serve(8, 10);
    expect(admission.perSecond).toBeCloseTo(8);
    expect(admission.waiting).toBeLessThanOrEqual(9);
  });

  it.each([1, 2])('does not take a calm for a slow pace, with %i at a time', (concurrency) => {
    const { admission, told, ask, at } = setUp({ concurrency, queue: 100, waitMs: 1000 });
    for (let now = 0; now < 10_000; now += 500) {
      at(now);
      ask('calm');
      admission.leave();
    }
    for (let i = 0; i < 50; i++) ask('crowd');
    expect(told.filter((line) => line.includes('too-long'))).toEqual([]);
  });

  it('tells those who wait too long although nobody leaves', async () => {
    const { told, ask, at } = setUp({ concurrency: 1, queue: 5 });
    ask('a');
    ask('b');
    at(1001);
    await expect.poll(() => told).toEqual(['a admitted', 'b waited-too-long']);
  });

  it('keeps its count over many comings and goings', () => {
    const { admission, told, ask } = setUp({ concurrency: 3, queue: 10_000 });
    for (let i = 0; i < 5000; i++) ask(String(i));
    for (let i = 0; i < 5000; i++) admission.leave();
    expect(told).toHaveLength(5000);
    expect([admission.underWay, admission.waiting]).toEqual([0, 0]);
  });
});
