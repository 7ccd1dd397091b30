/** Value at a percentile (0–100) of a list of durations, nearest rank. */
export function percentile(values: readonly number[], at: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil((at / 100) * sorted.length) - 1))] ?? NaN;
}

/** Durations of `times` runs in milliseconds, after a warm-up that is not counted. */
export async function durations(
  times: number,
  warmUp: number,
  run: (i: number) => Promise<unknown>,
): Promise<number[]> {
  const taken: number[] = [];
  for (let i = 0; i < warmUp + times; i++) {
    const from = process.hrtime.bigint();
    await run(i);
    if (i >= warmUp) taken.push(Number(process.hrtime.bigint() - from) / 1e6);
  }
  return taken;
}

export const ms = (value: number): string => `${value.toFixed(2)} ms`;
