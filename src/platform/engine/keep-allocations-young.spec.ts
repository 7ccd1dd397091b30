import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';

const PROGRAM = `
const rows = (n) => Array.from({ length: 100 }, (_, i) => ({ a: 'x' + i + n, b: new Date(i + n), c: 'y' + n + i, d: i + 0.5 }));
for (let n = 0; n < 10000; n++) {
  await new Promise((resolve) => {
    const asked = { answer: undefined, rows: null };
    asked.answer = () => { asked.rows = rows(n); resolve(asked.rows); };
    setImmediate(() => asked.answer());
  });
}`;

const node = (...args: readonly string[]): string => execFileSync(process.execPath, args, { encoding: 'utf8' });

/** Megabytes that a collection of young objects leaves behind on the average, while rows are made and let go of. */
function survived(...flags: readonly string[]): number {
  const out = node('--trace-gc', ...flags, '--input-type=module', '-e', PROGRAM);
  const left = [...out.matchAll(/Scavenge [\d.]+ \([\d.]+\) -> ([\d.]+)/g)].map(([, megabytes]) => Number(megabytes));
  expect(left.length).toBeGreaterThan(5);
  return left.reduce((sum, megabytes) => sum + megabytes, 0) / left.length;
}

describe('keeping allocations young', () => {
  it('is a flag that this version of Node has, with which rows that nobody needs are let go of', () => {
    expect(node('--v8-options')).toContain('--allocation-site-pretenuring');
    // A quarter less on Node 20; a later version may need no flag.
    expect(survived('--no-allocation-site-pretenuring')).toBeLessThan(1.1 * survived());
  });
});
