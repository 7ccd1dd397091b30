import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse } from 'csv-parse/sync';
import { guardrailKind } from '../../src/core/cutpoints/guardrails.js';
import type { ContractScore, CutPointMeasure, CutPoints } from '../../src/core/cutpoints/types.js';

/** Folder of CMS's published tables; tests that need it announce that they are left out where it is absent. */
export const CMS_TABLES = resolve(import.meta.dirname, '../../../shared/cms');
export const HAS_CMS_TABLES = existsSync(resolve(CMS_TABLES, '2026'));

const SET_COLUMNS = { MA: 'C', 'MA-PD': 'D', PDP: 'D' } as const;
const PDP_TYPES = new Set(['PDP', 'Employer/Union Only Direct Contract PDP']);
const IMPROVEMENT = new Set(['C30', 'D04']);
const CAHPS = new Set(['C03', 'C22', 'C23', 'C24', 'C25', 'C26', 'C27', 'D05', 'D06']);
/** Star years in the program (TN Attachment J): new in 2026, and in its third year since 2024. Everything else is older. */
const YEARS_IN_PROGRAM: Record<string, number> = { C04: 1, C05: 1, C13: 1, C18: 3, C20: 3, C21: 3 };
const DISASTER_2023 = new Set(['C04', 'C05', 'C06', 'C15', 'C16']);
const NO_DISASTER = new Set(['C33', 'D01']);

export interface PublishedScore extends ContractScore {
  readonly star: number | null;
}

export interface PublishedMeasure {
  readonly measure: CutPointMeasure;
  readonly scores: readonly PublishedScore[];
  readonly final: CutPoints;
}

function table(path: string): string[][] {
  const text = readFileSync(resolve(CMS_TABLES, path), 'utf8');
  const rows = parse(text, { bom: true, relax_column_count: true }) as string[][];
  return rows.map((row) => row.map((cell) => cell.trim()));
}

function boundary(cell: string): number {
  const numbers = cell.match(/-?\d+(\.\d+)?/g) ?? [];
  return Number(numbers[0]);
}

/** Boundaries in star order from the five cells of a column, whichever direction. */
function cutPointsOf(cells: readonly string[]): CutPoints {
  const lower = (cells[0] ?? '').startsWith('>');
  const texts = lower ? cells.slice(0, 4) : cells.slice(1);
  return texts.map(boundary) as unknown as CutPoints;
}

function finals2026(): Map<string, CutPoints> {
  const name = (part: string): string => `2026/2026 Star Ratings Data Table - Part ${part} Cut Points (Oct 8 2025).csv`;
  const finals = new Map<string, CutPoints>();
  const c = table(name('C'));
  (c[2] ?? []).forEach((title, column) => {
    if (title.includes(':'))
      finals.set(`${title.slice(0, 3)} MA`, cutPointsOf(c.slice(4, 9).map((row) => row[column] ?? '')));
  });
  const d = table(name('D'));
  (d[2] ?? []).forEach((title, column) => {
    if (!title.includes(':')) return;
    const rows = d.slice(4);
    for (const set of ['MA-PD', 'PDP'])
      finals.set(
        `${title.slice(0, 3)} ${set}`,
        cutPointsOf(rows.filter((row) => row[0] === set).map((row) => row[column] ?? '')),
      );
  });
  return finals;
}

/** 2025 cut points by part, measure name and set: measure ids change from year to year. */
function finals2025(): Map<string, CutPoints> {
  const cells = new Map<string, string[]>();
  for (const row of table('2025/cut-points.csv').slice(1)) {
    const [part = '', organization = '', , name = '', star = '', raw = ''] = row;
    const key = `${part} ${organization === '' ? 'MA' : organization} ${name}`;
    const list = cells.get(key) ?? [];
    list[Number(star) - 1] = raw;
    cells.set(key, list);
  }
  return new Map([...cells].map(([key, list]) => [key, cutPointsOf(list)]));
}

function facts(id: string, set: CutPointMeasure['set'], sample: string, prior: CutPoints | undefined): CutPointMeasure {
  const rate = id === 'C28' || id === 'D02';
  const improvement = IMPROVEMENT.has(id);
  const yearsInProgram = YEARS_IN_PROGRAM[id] ?? 4;
  return {
    id,
    set,
    direction: ['C18', 'C28', 'C29', 'D02', 'D03'].includes(id) ? 'lower' : 'higher',
    decimals: rate ? 2 : 0,
    unit: improvement ? 'improvement' : rate ? 'rate' : sample.includes('%') ? 'percent' : 'score',
    method: CAHPS.has(id) ? 'cahps' : 'clustering',
    minimum: 0,
    ...(rate ? {} : { maximum: 100 }),
    guardrail: CAHPS.has(id) ? 'none' : guardrailKind({ improvement, scale0To100: !rate, yearsInProgram }),
    ...(prior === undefined ? {} : { prior }),
  };
}

/** Every measure and set of the 2026 Star Ratings whose scores are published, with its scores and cut points. */
export function loadPublished2026(): PublishedMeasure[] {
  const name = (title: string): string => `2026/2026 Star Ratings Data Table - ${title} (Oct 8 2025).csv`;
  const data = table(name('Measure Data'));
  const stars = table(name('Measure Stars'));
  const finals = finals2026();
  const priors = finals2025();
  const disasters = new Map(
    table(name('Summary Ratings'))
      .slice(2)
      .map((row) => [row[0], [Number(row[6]), Number(row[7])]]),
  );
  const titles = data[2] ?? [];
  const measures: PublishedMeasure[] = [];
  titles.forEach((title, column) => {
    const id = title.slice(0, 3);
    if (!title.includes(':') || IMPROVEMENT.has(id)) return;
    const sets = id.startsWith('C') ? (['MA'] as const) : (['MA-PD', 'PDP'] as const);
    for (const set of sets) {
      const scores: PublishedScore[] = [];
      let sample = '';
      data.slice(4).forEach((row, place) => {
        const cell = row[column] ?? '';
        const isPdp = PDP_TYPES.has(row[1] ?? '');
        if (!/^\d/.test(cell) || (set === 'PDP') !== (isPdp && set !== 'MA')) return;
        sample = cell;
        const [in2023 = 0, in2024 = 0] = disasters.get(row[0] ?? '') ?? [];
        const disasterPercent = NO_DISASTER.has(id) ? 0 : DISASTER_2023.has(id) ? in2023 : in2024;
        const star = Number((stars[place + 4] ?? [])[column]);
        scores.push({
          contractId: row[0] ?? '',
          score: Number(cell.replace('%', '')),
          disasterPercent,
          star: star >= 1 ? star : null,
        });
      });
      const final = finals.get(`${id} ${set}`);
      if (final === undefined) throw new Error(`no cut points for ${id} ${set}`);
      const prior = priors.get(`${SET_COLUMNS[set]} ${set} ${title.slice(4).trim()}`);
      measures.push({ measure: facts(id, set, sample, prior), scores, final });
    }
  });
  return measures;
}
