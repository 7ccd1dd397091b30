import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { TrainingError } from '../errors.js';
import { randomFrom } from '../random/index.js';
import {
  benchmarkModels,
  MEPS_TARGETS,
  mepsTable,
  nhanesFeatureSpecs,
  NHANES_TARGETS,
  nhanesTable,
  parseCsv,
  TEST_PERIOD,
} from './index.js';

const DATA = join(process.cwd(), '..', 'shared', 'models', 'data');
const NHANES = join(DATA, 'nhanes_adults_2005_2020.csv');

const target = (id: string) => {
  const found = NHANES_TARGETS.find((candidate) => candidate.id === id);
  if (found === undefined) throw new Error(`no target ${id}`);
  return found;
};

/** A CSV with the columns all targets need, filled by a function. */
function csvOf(names: readonly string[], rows: number, cell: (name: string, row: number) => string | number): string {
  return [
    names.join(','),
    ...Array.from({ length: rows }, (_, i) => names.map((name) => cell(name, i)).join(',')),
  ].join('\n');
}

const NHANES_NAMES = [
  'cycle',
  'hba1c',
  'sbp',
  'dbp',
  'n_bp',
  'pregnant',
  'eye_exam_cat',
  'told_bp_med',
  'told_chol_med',
  'dx_dm',
  'uacr',
  ...new Set(NHANES_TARGETS.flatMap(({ features }) => features).filter((name) => name !== 'log_uacr')),
];

describe('CSV texts', () => {
  it('empty cells are missing', () => {
    const csv = parseCsv('a,b\r\n1,x\r\n,y\r\n');
    expect([...csv.numbers('a')]).toEqual([1, NaN]);
    expect(csv.texts('b')).toEqual(['x', 'y']);
    expect([csv.rows, csv.has('a'), csv.has('c')]).toEqual([2, true, false]);
  });

  it.each([
    ['a,b\n"1",2', 'quoted'],
    ['a,b\n1', '1 cells instead of 2'],
    ['a', 'no rows'],
  ])('%j is refused', (text, message) => {
    expect(() => parseCsv(text)).toThrow(TrainingError);
    expect(() => parseCsv(text)).toThrow(message);
  });

  it('an absent column is refused by name', () => {
    expect(() => parseCsv('a\n1').numbers('b')).toThrow('no column b');
  });
});

describe('proxy labels', () => {
  it('have features with a unit and a range only', () => {
    for (const { features } of NHANES_TARGETS) {
      for (const { unit, min, max } of nhanesFeatureSpecs(features)) {
        expect(unit).not.toBe('');
        expect(max).toBeGreaterThan(min);
      }
    }
    expect(() => nhanesFeatureSpecs(['race_eth'])).toThrow('race_eth has no unit');
  });

  it('never have their own measurement or race and ethnicity as a feature', () => {
    const forbidden: Record<string, string[]> = {
      GSD: ['hba1c'],
      CBP: ['sbp', 'dbp'],
      SUPD: ['tchol', 'hdl', 'takes_chol_med'],
      RASA: ['takes_bp_med'],
      STA: ['takes_chol_med'],
      EED: ['eye_exam_cat'],
    };
    for (const { id, features } of NHANES_TARGETS) {
      expect(features).not.toContain('race_eth');
      for (const name of forbidden[id] ?? []) expect(features).not.toContain(name);
    }
    expect(MEPS_TARGETS.every(({ preventive }) => !preventive.includes('RACETHX'))).toBe(true);
  });

  it('GSD: diagnosed, 18–75, A1c known; the gap is above 9', () => {
    const given: [number, number, string][] = [
      [1, 50, '9.1'],
      [1, 50, '9'],
      [1, 76, '10'],
      [0, 50, '10'],
      [1, 50, ''],
    ];
    const text = csvOf(NHANES_NAMES, 5, (name, i) =>
      name === 'cycle'
        ? 'P'
        : name === 'dx_dm'
          ? given[i][0]
          : name === 'age'
            ? given[i][1]
            : name === 'hba1c'
              ? given[i][2]
              : 1,
    );
    const { table, rows } = nhanesTable(parseCsv(text), target('GSD'));
    expect([...rows]).toEqual([0, 1]);
    expect(Array.from(table.label)).toEqual([1, 0]);
    expect(table.period[0]).toBe(TEST_PERIOD);
  });

  it('a follow-up question that was skipped because of a no is a no', () => {
    const text = csvOf(NHANES_NAMES, 3, (name, i) =>
      (name === 'cycle'
        ? 'D'
        : name === 'takes_bp_med'
          ? ''
          : name === 'dx_htn'
            ? [0, 1, 1][i]
            : name === 'told_bp_med'
              ? [1, 0, 1][i]
              : 1
      ).toString(),
    );
    const { table } = nhanesTable(parseCsv(text.replaceAll('hba1c', 'hba1c')), {
      ...target('GSD'),
      eligible: () => true,
    });
    expect([...table.columns[table.features.indexOf('takes_bp_med')]]).toEqual([0, 0, NaN]);
  });
});

describe('the benchmark', () => {
  it('runs every wanted target of both data sets on generated rows', () => {
    const random = randomFrom(4);
    const nhanes = csvOf(NHANES_NAMES, 1500, (name, i) => {
      if (name === 'cycle') return 'DEFGHIP'[i % 7];
      if (name === 'age') return 40 + Math.floor(random() * 35);
      if (name === 'eye_exam_cat') return 1 + Math.floor(random() * 4);
      if (['dx_dm', 'dx_htn', 'n_bp', 'told_bp_med', 'told_chol_med'].includes(name)) return 1;
      if (name === 'hba1c') return (6 + random() * 5).toFixed(1);
      if (['sbp', 'dbp'].includes(name)) return Math.round(60 + random() * 100);
      const least = name === 'uacr' ? 0 : nhanesFeatureSpecs([name === 'pregnant' ? 'female' : name])[0].min;
      return random() < 0.1 ? '' : least + Math.round(random());
    });
    const mepsNames = [...new Set(['MAMOGR53', 'CLNTST53', 'SGMTST53', 'BSTST53', ...mepsFeatures()])];
    const meps = csvOf(mepsNames, 400, (name) =>
      name === 'SEX'
        ? 2
        : name === 'AGELAST'
          ? 60
          : name.endsWith('53')
            ? 1 + Math.floor(random() * 7)
            : random() < 0.1
              ? -8
              : Math.round(random() * 3),
    );
    const rows = benchmarkModels({ nhanes, meps }, { targets: ['EED', 'BCS'], seed: 2, onProgress: () => undefined });
    expect(rows.map(({ target: id, evaluatedOn }) => [id, evaluatedOn])).toEqual([
      ['EED', 'out-of-time rows'],
      ['BCS', 'cross-validation'],
    ]);
    expect(rows[0]).toMatchObject({ baseline: { logisticAuc: 0.71 }, logisticMeets: false, boostingMeets: false });
    expect(rows[1].boostingMeets).toBeNull();
    expect(benchmarkModels({})).toEqual([]);
  }, 60_000);
});

function mepsFeatures(): string[] {
  const names = [
    'AGELAST',
    'SEX',
    'EDRECODE',
    'POVLEV15',
    'REGION15',
    'MARRY15X',
    'RTHLTH53',
    'MNHLTH53',
    'BMINDX53',
    'ADSMOK42',
  ];
  const diagnoses = [
    'HIBPDX',
    'CHDDX',
    'MIDX',
    'STRKDX',
    'CHOLDX',
    'CANCERDX',
    'DIABDX',
    'JTPAIN53',
    'ARTHDX',
    'ASTHDX',
  ];
  const use = [
    'HAVEUS42',
    'OBTOTV15',
    'OBDRV15',
    'OPTOTV15',
    'ERTOT15',
    'IPDIS15',
    'RXTOT15',
    'DVTOT15',
    'TOTEXP15',
    'TOTSLF15',
  ];
  return [...names, ...diagnoses, ...use, ...MEPS_TARGETS.flatMap(({ preventive }) => preventive)];
}

describe.runIf(existsSync(NHANES))('the public data', () => {
  it('has as many test rows as the published baselines', () => {
    const csv = parseCsv(readFileSync(NHANES, 'utf8'));
    const expected: Record<string, number> = { GSD: 1051, CBP: 2972, EED: 1150, SUPD: 1001, RASA: 3277, STA: 2737 };
    for (const [id, count] of Object.entries(expected)) {
      const { table } = nhanesTable(csv, target(id));
      expect([id, Array.from(table.period).filter((period) => period === TEST_PERIOD).length]).toEqual([id, count]);
    }
    const meps = parseCsv(readFileSync(join(DATA, 'meps2015_private_41plus.csv'), 'utf8'));
    expect(MEPS_TARGETS.map((t) => mepsTable(meps, t, true).label.length)).toEqual([600, 1162]);
  }, 60_000);

  it('GSD meets its published baselines', () => {
    const [row] = benchmarkModels({ nhanes: readFileSync(NHANES, 'utf8') }, { targets: ['GSD'] });
    expect(row).toMatchObject({ logisticMeets: true, boostingMeets: true, testRows: 1051 });
  }, 120_000);
});

it('announces the public data that are left out where ../shared/models is absent', () => {
  if (!existsSync(NHANES)) process.stdout.write(`left out: the benchmark on public data, ${NHANES} is absent\n`);
  expect(NHANES_TARGETS).toHaveLength(7);
});
