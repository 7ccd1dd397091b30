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
