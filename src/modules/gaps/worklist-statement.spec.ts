import { describe, expect, it } from 'vitest';
import { type WorklistFilter, type WorklistPosition, worklistStatement } from './worklist-statement.js';

const POSITION: WorklistPosition = { priority: 50, id: '019c0000-0000-7000-8000-000000000000' };
const OPTIONS = {
  tier: ['high', 'low'],
  work: [['identified'], ['assigned', 'contacted']],
  minPriority: [0, 10],
  maxPriority: [90, 100],
  owner: ['team-a', 'team-b'],
  dueBy: ['2026-07-01', '2026-12-31'],
} as const;

/** Every combination of what may be asked for, with the first or the second value of each. */
function shapes(place: 0 | 1): { filter: WorklistFilter; after: WorklistPosition | undefined }[] {
  const names = Object.keys(OPTIONS) as (keyof typeof OPTIONS)[];
  const base = { contractId: ['H1000', 'H2000'][place] ?? '', measurementYear: 2026 };
  const lists = place === 0 ? { measures: ['BCS'], evidence: ['open' as const] } : { measures: [], evidence: [] };
  return Array.from({ length: 2 ** (names.length + 1) }, (_, bits) => ({
    filter: {
      ...{ ...base, ...lists },
      ...Object.fromEntries(names.filter((_name, i) => bits & (2 << i)).map((name) => [name, OPTIONS[name][place]])),
    },
    after: bits & 1 ? { ...POSITION, priority: POSITION.priority + place } : undefined,
  }));
}

describe('the statement of a page of the worklist', () => {
  const made = ([0, 1] as const).map((place) =>
    shapes(place).map(({ filter, after }) => worklistStatement(filter, after, 100 + place)),
  );

  it('has a name that stands for one text, whatever the values', () => {
    const texts = new Map(made.flat().map(({ name, text }) => [name, text]));
    expect(made.flat().filter(({ name, text }) => texts.get(name) !== text)).toEqual([]);
    expect(texts.size).toBe(128);
    expect(new Set(texts.values()).size).toBe(128);
  });

  it('has a name that PostgreSQL keeps whole (63 bytes)', () => {
    expect(Math.max(...made.flat().map(({ name }) => name.length))).toBeLessThan(64);
  });
});
