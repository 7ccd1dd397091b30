import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'csv-parse/sync';
import { expect, it } from 'vitest';
import { rateContract, type ContractYear, type Star } from './index.js';

const folder = fileURLToPath(new URL('../../../../shared/cms/2026/', import.meta.url));
/** The published tables are there. */
export const present = existsSync(folder);

it('announces what is left out', () => {
  if (!present)
    process.stdout.write(
      'left out: the rating core is not compared with the published 2026 tables (../shared/cms/2026 is absent)\n',
    );
  expect(rateContract).toBeTypeOf('function');
});

/** The rows of a published table, cells without outer spaces. */
export function table(name: string): string[][] {
  const file = readdirSync(folder).find((one) => one.includes(`Data Table - ${name} (`));
  const rows: string[][] = parse(readFileSync(folder + file, 'utf8'), { bom: true, relax_column_count: true });
  return rows.map((row) => row.map((cell) => cell.trim()));
}

/** A contract's data with its three published cells. */
export interface Published {
  readonly contract: ContractYear;
  readonly partC: string;
  readonly partD: string;
  readonly overall: string;
}

/** All contracts of the published tables. */
export function readPublished(): Published[] {
  const [scores, stars] = [table('Measure Data'), table('Measure Stars')];
  const ids = (stars[2] ?? []).map((cell) => cell.split(':')[0] ?? '');
  const byId = (rows: string[][]): Map<string, string[]> => new Map(rows.map((row) => [row[0] ?? '', row]));
  const [scoreOf, starOf, caiOf] = [byId(scores), byId(stars), byId(table('CAI'))];
  const category = (cell: string | undefined): number | undefined =>
    cell && /^\d+$/.test(cell) ? Number(cell) : undefined;
  return table('Summary Ratings')
    .slice(2)
    .map((row) => {
      const [id = '', organizationType = '', , , , snp, y2023, y2024, partC = '', partD = '', overall = ''] = row;
      const cai = caiOf.get(id) ?? [];
      const measures = ids.flatMap((measureId, column) => {
        if (!/^[CD]\d\d$/.test(measureId)) return [];
        const score = (scoreOf.get(id)?.[column] ?? '').replace('%', '');
        const star = starOf.get(id)?.[column] ?? '';
        const number = /^-?[\d.]+$/.test(score);
        const rated = /^[1-5]$/.test(star);
        return [
          {
            measureId,
            score: number ? score : null,
            star: rated ? (Number(star) as Star) : null,
            note: rated && number ? null : rated ? score : star,
          },
        ];
      });
      const categories = {
        partC: category(cai[5]),
        partDMapd: category(cai[6]),
        partDPdp: category(cai[7]),
        overall: category(cai[8]),
      };
      const contract: ContractYear = {
        contractId: id,
        organizationType,
        snp: snp === 'Yes',
        puertoRicoOnly: cai[4] === 'Yes',
        disasterPercents: { '2023': Number(y2023), '2024': Number(y2024) },
        adjustmentCategories: Object.fromEntries(Object.entries(categories).filter(([, value]) => value !== undefined)),
        measures,
      };
      return { contract, partC, partD, overall };
    });
}
