import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { rules2026 } from '../../../test/support/made-up-contract.js';
import { CMS_TABLES } from '../../../test/support/published-cut-points.js';
import { priorFromRuleSet, readPriorCutPoints } from './prior-file.js';
import { withPublishedCutPoints } from './published-cut-points.js';

const HEAD = 'part,org_type,measure_id,measure_name,star_level,cell_raw';
const HIGHER = ['< 53 %', '>= 53 % to < 66 %', '>= 66 % to < 74 %', '>= 74 % to < 82 %', '>= 82 %'];

function lines(start: string, cells: readonly string[]): string[] {
  return cells.map((cell, place) => `${start},${place + 1},${cell}`);
}

const file = (...rows: string[]): string => `\uFEFF${[HEAD, ...rows].join('\n')}\n`;

describe('the file of prior cut points', () => {
  it('is read by part, set and name in star order', () => {
    const text = file(
      ...lines('C,,C01,Breast Cancer Screening', HIGHER),
      ...lines('D,PDP,D08,"Adherence, any"', HIGHER),
    );
    expect(readPriorCutPoints(text)).toEqual([
      { part: 'C', set: 'MA', name: 'Breast Cancer Screening', cutPoints: [53, 66, 74, 82] },
      { part: 'D', set: 'PDP', name: 'Adherence, any', cutPoints: [53, 66, 74, 82] },
    ]);
  });

  it('knows measures where lower is better, in whatever order the lines stand', () => {
    const lower = ['> 40', '> 28 to <= 40', '> 17 to <= 28', '> 8 to <= 17', '<= 8'];
    const text = file(...lines('D,MA-PD,D03,Members Choosing to Leave the Plan', lower).reverse());
    expect(readPriorCutPoints(text)[0]?.cutPoints).toEqual([40, 28, 17, 8]);
  });

  it('takes a bare top of the scale for the top and more', () => {
    const top = ['< 74%', '>= 74% to < 83%', '>= 83% to < 90%', '>= 90% to < 100%', '100%'];
    expect(readPriorCutPoints(file(...lines('C,,C30,Call Center', top)))[0]?.cutPoints).toEqual([74, 83, 90, 100]);
    const zero = ['> 3', '> 2 to <= 3', '> 1 to <= 2', '> 0 to <= 1', '0'];
    expect(readPriorCutPoints(file(...lines('C,,C28,Complaints', zero)))[0]?.cutPoints).toEqual([3, 2, 1, 0]);
  });

  it.each([
    ['', 'no lines'],
    ['part,name\nC,x\n', 'the columns org_type, measure_name, star_level, cell_raw are missing'],
    [`${HEAD}\n"C,x\n`, 'not readable as CSV (CSV_QUOTE_NOT_CLOSED)'],
    [file('E,,C01,X,1,< 5'), 'line 2: part is C, or D with the organization type MA-PD or PDP'],
    [file('D,,D01,X,1,< 5'), 'line 2: part is C, or D with the organization type MA-PD or PDP'],
    [file('C,,C01,X,6,< 5'), 'line 2: star_level is not 1 to 5'],
    [file('C,,C01,X,1,five'), "line 2: the measure's name or its range of scores is not understood"],
    [file('C,,C01,X,1,< 5', 'C,,C01,X,1,< 5'), 'line 3: 1 stars of the measure stand twice'],
    [file('C,,C01,X,1,< 5'), 'X (MA): not every star from 1 to 5 has a range'],
  ])('is refused with the line and the reason (%#)', (text, message) => {
    expect(() => readPriorCutPoints(text)).toThrow(message);
  });

  it('can be the rule set of the year before', () => {
    const prior = priorFromRuleSet(rules2026());
    expect(prior.filter(({ name }) => name === 'Controlling High Blood Pressure')).toEqual([
      { part: 'C', set: 'MA', name: 'Controlling High Blood Pressure', cutPoints: [67, 75, 80, 86] },
    ]);
    expect(prior.filter(({ part, set }) => (part === 'C') !== (set === 'MA'))).toEqual([]);
  });
});

describe('the cut points that are compared with', () => {
  it("are the tables', the rule set's where the tables have none; differences are named", () => {
    const printed = {
      measureId: 'C14',
      set: 'mapd',
      better: 'higher',
      bounds: ['66', '75', '80', '86'],
      percentSign: true,
      calculation: null,
    } as const;
    const { ruleSet, replaced } = withPublishedCutPoints(rules2026(), [printed]);
    expect(ruleSet.measures.find(({ id }) => id === 'C14')?.cutPoints?.mapd).toEqual([66, 75, 80, 86]);
    expect(replaced).toEqual(['C14 mapd']);
    expect(withPublishedCutPoints(rules2026(), null)).toEqual({ ruleSet: rules2026(), replaced: [] });
  });
});

const FILE_2025 = resolve(CMS_TABLES, '2025/cut-points.csv');

describe('the cut points of 2025', () => {
  it('are announced when they are left out', () => {
    if (!existsSync(FILE_2025))
      process.stdout.write(`left out: the cut points of 2025, because ${FILE_2025} is absent\n`);
    expect(readPriorCutPoints).toBeTypeOf('function');
  });
});

describe.runIf(existsSync(FILE_2025))('the cut points of 2025 as given', () => {
  it('are read whole: 30 of Part C, 12 of Part D for each set', () => {
    const prior = readPriorCutPoints(readFileSync(FILE_2025, 'utf8'));
    const count = (wanted: string): number => prior.filter(({ set }) => set === wanted).length;
    expect([count('MA'), count('MA-PD'), count('PDP')]).toEqual([30, 12, 12]);
  });
});
