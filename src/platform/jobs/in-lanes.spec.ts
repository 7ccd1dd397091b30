import { describe, expect, it } from 'vitest';
import { inLanes } from './in-lanes.js';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('work in lanes', () => {
  it('takes every piece once, in order, so many at a time', async () => {
    const taken: number[] = [];
    let [now, most] = [0, 0];
    await inLanes(2, [1, 2, 3, 4, 5], async (piece) => {
      taken.push(piece);
      most = Math.max(most, (now += 1));
      await turn();
      now -= 1;
    });
    expect(taken).toEqual([1, 2, 3, 4, 5]);
    expect(most).toBe(2);
  });

  it('takes nothing more after a failure, and throws it when all lanes are at rest', async () => {
    const done: number[] = [];
    const work = inLanes(2, [1, 2, 3, 4], async (piece) => {
      await turn();
      if (piece === 1) throw new Error('first');
      await turn();
      done.push(piece);
      throw new Error('second');
    });
    await expect(work).rejects.toThrow('first');
    expect(done).toEqual([2]);
  });
});
