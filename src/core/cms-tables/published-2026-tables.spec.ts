import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { cutPointCell, readCmsTables } from './index.js';

const DIR = '../shared/cms/2026';
const CUT_2025 = '../shared/cms/2025/cut-points.csv';
const present = existsSync(DIR);

it('announces whether the published tables are at hand', () => {
  if (!present) process.stderr.write(`Left out: reading of the published tables of 2026 (no folder ${DIR}).\n`);
  expect(typeof present).toBe('boolean');
});

describe.runIf(present)('the published tables of 2026', () => {
  const files = present
    ? readdirSync(DIR)
        .filter((name) => name.endsWith('.csv'))
        .map((name) => ({ name, bytes: readFileSync(`${DIR}/${name}`) }))
    : [];
  const { tables, problems } = readCmsTables(files, 2026);
  const cells = tables.contracts.flatMap(({ measures }) => measures);
  const notes = (note: string) => cells.filter((cell) => cell.note === note).length;

  it('are read with one finding: the contract whose score and star hold different texts', () => {
    expect(problems.map(({ code, severity, column }) => [severity, code, column])).toEqual([
      ['warning', 'textsDiffer', 'C20'],
    ]);
    expect(problems[0]?.message).toContain('H7074');
  });

  it('hold 769 contracts, 45 measures, 57 sets of cut points, 21 high and 4 low performing contracts', () => {
    expect(tables.contracts).toHaveLength(769);
    expect(tables.measures).toHaveLength(45);
    expect(tables.cutPoints).toHaveLength(33 + 2 * 12);
    expect(tables.highPerforming).toHaveLength(21);
    expect(tables.lowPerforming).toHaveLength(4);
    expect(tables.domainStars).toBeNull();
    expect(tables.calculations).toEqual([]);
  });

  it('hold the texts as often as counted by hand', () => {
    expect(notes('Plan too new to be measured')).toBe(4029);
    expect(notes('Medicare shows only a Star Rating for this topic')).toBe(1063);
    expect(notes("CMS identified issues with this plan's data")).toBe(26);
    expect(notes('No data available')).toBe(367);
    expect(notes('Benefit not offered by plan')).toBe(7);
  });

  it('hold the measures, domains and cut points of the constants', () => {
    const constants = JSON.parse(readFileSync(`${DIR}/constants.json`, 'utf8')) as {
      measures: { id: string; name: string; domain: string; better?: string }[];
      cut_points: Record<string, Record<string, number[]>>;
    };
    expect(tables.measures.map(({ id, name, domainId }) => [id, name, domainId])).toEqual(
      constants.measures.map(({ id, name, domain }) => [id, name, domain]),
    );
    const setName = (name: string) => (name === 'PDP' ? 'pdp' : 'mapd');
    const expected = Object.entries(constants.cut_points).flatMap(([id, sets]) =>
      Object.entries(sets).map(([name, bounds]) => `${id} ${setName(name)} ${bounds.join(' ')}`),
    );
    const own = tables.cutPoints?.map(
      ({ measureId, set, bounds }) => `${measureId} ${set} ${bounds.map(Number).join(' ')}`,
    );
    expect(own?.sort()).toEqual(expected.sort());
  });
});

describe.runIf(existsSync(CUT_2025))('the cut points of 2025', () => {
  it('are read cell by cell as they were by hand', () => {
    const lines = readFileSync(CUT_2025, 'utf8').trim().split(/\r?\n/).slice(1);
    for (const line of lines) {
      // part, org_type, measure_id, measure_name (may hold commas), star_level, cell_raw, lo, lo_incl, hi, hi_incl
      const parts = line.split(',');
      const [cell = '', low = '', lowIncluded, high = '', highIncluded] = parts.slice(-5);
      const range = cutPointCell(cell);
      if (/^\d+%$/.test(cell.trim())) continue;
      expect(
        [range?.low === null ? '' : Number(range?.low), range?.high === null ? '' : Number(range?.high)],
        line,
      ).toEqual([low === '' ? '' : Number(low), high === '' ? '' : Number(high)]);
      if (low !== '') expect(range?.lowIncluded, line).toBe(lowIncluded === '1');
      if (high !== '') expect(range?.highIncluded, line).toBe(highIncluded === '1');
    }
    expect(lines.length).toBeGreaterThan(200);
  });
});
