import { describe, expect, it } from 'vitest';
import { Sample } from './sample.js';

describe('a figure that is asked of the database at a scrape', () => {
  it('is asked for once by scrapes that come together or soon after', async () => {
    let asked = 0;
    const sample = new Sample(() => Promise.resolve((asked += 1)));
    expect(await Promise.all([sample.read(), sample.read()])).toEqual([1, 1]);
    expect(await sample.read()).toBe(1);
  });

  it('is absent when the database refuses, and when it does not answer in a second', async () => {
    expect(await new Sample(() => Promise.reject(new Error('away'))).read()).toBeUndefined();
    expect(await new Sample(() => new Promise<number>(() => undefined)).read()).toBeUndefined();
  });
});
