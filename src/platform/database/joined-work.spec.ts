import { describe, expect, it } from 'vitest';
import { JoinedWork } from './joined-work.js';

const refusal = (code: string): Error => Object.assign(new Error('refused'), { code });

describe('joined work', () => {
  it('does a lone entry at once, and joins what arrives meanwhile, up to its most', async () => {
    const pieces: number[][] = [];
    const work = new JoinedWork<number, number>((entries) => {
      pieces.push([...entries]);
      return Promise.resolve(entries.map((entry) => entry * 10));
    }, 3);
    const answers = await Promise.all([1, 2, 3, 4, 5].map((entry) => work.add(entry)));
    expect(answers).toEqual([10, 20, 30, 40, 50]);
    expect(pieces).toEqual([[1], [2, 3, 4], [5]]);
    expect(await work.add(6)).toBe(60);
  });

  it('tries entries of refused work one by one: a fault stays with the one who brought it', async () => {
    const pieces: number[][] = [];
    const work = new JoinedWork<number, number>((entries) => {
      pieces.push([...entries]);
      return entries.includes(3) ? Promise.reject(refusal('23514')) : Promise.resolve(entries);
    });
    const outcomes = await Promise.allSettled([1, 2, 3, 4].map((entry) => work.add(entry)));
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
    expect(pieces).toEqual([[1], [2, 3, 4], [2], [3], [4]]);
  });

  it('does nothing twice when it is not known whether the work took effect', async () => {
    let pieces = 0;
    const work = new JoinedWork<number, number>(() => {
      pieces++;
      return Promise.reject(refusal('08006'));
    });
    const outcomes = await Promise.allSettled([1, 2, 3].map((entry) => work.add(entry)));
    expect(outcomes.every(({ status }) => status === 'rejected')).toBe(true);
    expect(pieces).toBe(2);
  });
});
