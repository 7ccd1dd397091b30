import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

describe('the security document', () => {
  const text = read('docs/security.md');

  it('names folders and files that exist', () => {
    const named = [...text.matchAll(/`((?:test|src|bin)\/[\w./-]+)`/g)].map(([, path]) => path ?? '');
    expect(named.length).toBeGreaterThan(20);
    expect(named.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });

  it('shows each of the ten OWASP risks by tests', () => {
    const rows = [...text.matchAll(/^\| API(\d+) .*$/gm)];
    expect(rows.map(([, number]) => Number(number))).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    for (const [row] of rows) {
      const specs = [...row.matchAll(/`((?:test|src)\/[\w./-]+\.spec\.ts)`/g)].map(([, path]) => path ?? '');
      expect(specs, row).not.toEqual([]);
      for (const spec of specs) expect(/^\s*it(\.each)?\(/m.test(read(spec)), spec).toBe(true);
    }
  });
});
