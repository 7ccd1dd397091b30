import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse } from 'csv-parse/sync';
import type { ContractYear, Star } from '../../src/core/ratings/index.js';

const FOLDER = resolve(import.meta.dirname, '../../../shared/cms/2026');

/** True where CMS's published tables of 2026 are; tests that need them announce that they are left out otherwise. */
export const HAS_PUBLISHED_CONTRACTS = existsSync(FOLDER);

function table(title: string): string[][] {
  const text = readFileSync(resolve(FOLDER, `2026 Star Ratings Data Table - ${title} (Oct 8 2025).csv`), 'utf8');
  const rows = parse(text, { bom: true, relax_column_count: true }) as string[][];
  return rows.map((row) => row.map((cell) => cell.trim()));
}

function categoriesOf(row: readonly string[]): ContractYear['adjustmentCategories'] {
  const named = { partC: row[5], partDMapd: row[6], partDPdp: row[7], overall: row[8] };
  const numbers = Object.entries(named).filter(([, cell]) => cell !== undefined && /^\d+$/.test(cell));
  return Object.fromEntries(numbers.map(([kind, cell]) => [kind, Number(cell)]));
}

/** Every contract of the 2026 Star Ratings as published. */
export function loadContracts2026(): ContractYear[] {
  const [scores, stars] = [table('Measure Data'), table('Measure Stars')];
  const ids = (stars[2] ?? []).map((cell) => cell.split(':')[0] ?? '');
  const byId = (rows: string[][]): Map<string, string[]> => new Map(rows.map((row) => [row[0] ?? '', row]));
  const [scoreOf, starOf, caiOf] = [byId(scores), byId(stars), byId(table('CAI'))];
  return table('Summary Ratings')
    .slice(2)
    .map((row): ContractYear => {
      const [contractId = '', organizationType = '', , , , snp, in2023, in2024] = row;
      const cai = caiOf.get(contractId) ?? [];
      const measures = ids.flatMap((measureId, column) => {
        if (!/^[CD]\d\d$/.test(measureId)) return [];
        const score = (scoreOf.get(contractId)?.[column] ?? '').replace('%', '');
        const star = starOf.get(contractId)?.[column] ?? '';
        const [isNumber, isRated] = [/^-?[\d.]+$/.test(score), /^[1-5]$/.test(star)];
        const note = isRated && isNumber ? null : isRated ? score : star;
        return [{ measureId, score: isNumber ? score : null, star: isRated ? (Number(star) as Star) : null, note }];
      });
      return {
        contractId,
        organizationType,
        snp: snp === 'Yes',
        puertoRicoOnly: cai[4] === 'Yes',
        disasterPercents: { '2023': Number(in2023), '2024': Number(in2024) },
        adjustmentCategories: categoriesOf(cai),
        measures,
      };
    });
}
