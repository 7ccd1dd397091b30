import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RepeatedWork } from './repeated-work.js';

interface Run {
  end(): void;
  fail(error: Error): void;
}

describe('repeated work', () => {
  let runs: Run[];
  let work: RepeatedWork;

  beforeEach(() => {
    vi.useFakeTimers();
    runs = [];
    work = new RepeatedWork(() => new Promise((end, fail) => runs.push({ end, fail })));
    work.start(100);
  });

  afterEach(() => vi.useRealTimers());

  const pass = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);

  it('runs for the first time after the interval', async () => {
    await pass(99);
    expect(runs).toHaveLength(0);
    await pass(1);
    expect(runs).toHaveLength(1);
  });

  it('never runs twice at a time: the timer passes over a run under way, who asks waits for it', async () => {
    const asked = work.run();
    await pass(250);
    expect(work.run()).toBe(asked);
    expect(runs).toHaveLength(1);
    runs[0]?.end();
    await asked;
    await pass(50);
    expect(runs).toHaveLength(2);
  });

  it('hands a failure to who asked, and goes on', async () => {
    const asked = work.run();
    runs[0]?.fail(new Error('unforeseen'));
    await expect(asked).rejects.toThrow('unforeseen');
    await pass(100);
    expect(runs).toHaveLength(2);
  });

  it('stops when the run under way has ended, and begins none', async () => {
    await pass(100);
    let stopped = false;
    const stop = work.stop().then(() => (stopped = true));
    await pass(500);
    expect(stopped).toBe(false);
    runs[0]?.end();
    await stop;
    await pass(500);
    expect(runs).toHaveLength(1);
  });

  it('stops at once when nothing is under way, however often it was started, and can be started again', async () => {
    work.start(100);
    await work.stop();
    await pass(500);
    expect(runs).toHaveLength(0);
    work.start(100);
    await pass(100);
    expect(runs).toHaveLength(1);
  });
});
