import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import json2026 from '../rulesets/data/2026.json' with { type: 'json' };
import { checkRuleSet, type RuleSet } from '../rulesets/index.js';
import { rateContract, type ContractYear, type RatingOutcome, type Star } from './index.js';

const folder = fileURLToPath(new URL('../../../../shared/cms/2026/', import.meta.url));
const present = existsSync(folder);

it('announces what is left out', () => {
  if (!present)
    process.stdout.write(
      'left out: the rating core is not compared with the published 2026 tables (../shared/cms/2026 is absent)\n',
    );
  expect(rateContract).toBeTypeOf('function');
});

function table(name: string): string[][] {
  const file = readdirSync(folder).find((one) => one.includes(`Data Table - ${name} (`));
  const rows: string[][] = parse(readFileSync(folder + file, 'utf8'), { bom: true, relax_column_count: true });
  return rows.map((row) => row.map((cell) => cell.trim()));
}

interface Published {
  readonly contract: ContractYear;
  readonly partC: string;
  readonly partD: string;
  readonly overall: string;
}

function readPublished(): Published[] {
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

const shown = (one: RatingOutcome): string => (one.status === 'rated' ? String(one.stars) : one.message);

/** Cells and rated rows that equal the published ones. */
function compare(
  rules: RuleSet,
  published: readonly Published[],
): { cells: number; rated: Record<string, number>; total: Record<string, number>; broken: number } {
  const [rated, total]: Record<string, number>[] = [{}, {}];
  let [cells, broken] = [0, 0];
  for (const row of published) {
    const ratings = rateContract(rules, row.contract);
    for (const name of ['partC', 'partD', 'overall'] as const) {
      const one = ratings[name];
      const match = shown(one) === row[name];
      if (match) cells += 1;
      if (!/^[1-5]/.test(row[name])) continue;
      total[one.kind] = (total[one.kind] ?? 0) + 1;
      if (match) rated[one.kind] = (rated[one.kind] ?? 0) + 1;
      else broken += 1;
    }
  }
  return { cells, rated, total, broken };
}

describe.runIf(present)('the published 2026 ratings', () => {
  const published = present ? readPublished() : [];
  const checked = checkRuleSet(json2026);
  if ('problems' in checked) throw new Error('the 2026 rule set does not pass its check');
  const rules: RuleSet = checked.ruleSet;

  it('every rating and every message is reproduced', () => {
    const result = compare(rules, published);
    expect(result.total).toEqual({ partC: 524, partDMapd: 573, partDPdp: 40, overall: 516 });
    expect(result.rated).toEqual(result.total);
    expect(result.cells).toBe(2307);
  });

  it('without the list of I-SNP-only contracts, 2274 cells are reproduced', () => {
    expect(compare({ ...rules, iSnpOnlyContracts: null }, published).cells).toBe(2274);
  });

  it('the high performing contracts are those of the published list', () => {
    const list = table('High Performing Contracts')
      .slice(2)
      .map((row) => row[0]);
    const mine = published
      .filter((row) => rateContract(rules, row.contract).highPerforming)
      .map((row) => row.contract.contractId);
    expect(mine.sort()).toEqual(list.sort());
    expect(mine).toHaveLength(21);
  });

  const [calculation] = rules.calculations;
  if (!calculation) throw new Error('the 2026 rule set has no calculation');
  const withCalculation = (change: Partial<typeof calculation>): RuleSet => ({
    ...rules,
    calculations: [{ ...calculation, ...change }],
  });
  const from = (improvement: string, newMeasures: string): RuleSet =>
    withCalculation({
      thresholds: calculation.thresholds.map((one) => {
        const other = calculation.thresholds.find(
          (two) => two.kind === one.kind && two.improvement === improvement && two.newMeasures === newMeasures,
        );
        return { ...one, ...(other && { mean: other.mean, variance: other.variance }) };
      }),
    });
  const noFactors = {
    highMeanLowVariance: 0,
    highMeanMediumVariance: 0,
    relativelyHighMeanLowVariance: 0,
    relativelyHighMeanMediumVariance: 0,
    otherwise: 0,
  };
  const noTables = { partC: null, partDMapd: null, partDPdp: null, overall: null };
  const harmless = { scope: 'highest', gate: 4, source: 'test' } as const;

  it.each<[string, RuleSet, number]>([
    ['no reward factor', { ...rules, rewardFactor: { ...rules.rewardFactor, factors: noFactors } }, 276],
    ['no adjustment index', { ...rules, adjustmentIndex: noTables }, 109],
    [
      'hold harmless also on the part summaries of MA-PDs',
      { ...rules, improvementHoldHarmless: { ...harmless, scope: 'all' } },
      97,
    ],
    ['duplicates kept in the overall', { ...rules, overallDuplicates: [] }, 62],
    ['improvement measures always included', { ...rules, improvementHoldHarmless: null }, 51],
    ['adherence measures in full weight in Puerto Rico', { ...rules, weightExceptions: [] }, 8],
    ['no cap', { ...rules, arithmetic: { ...rules.arithmetic, cap: null } }, 8],
    ['no new-measure hold harmless', { ...rules, newMeasureHoldHarmless: null }, 5],
    ['thresholds of the run with all measures for all runs', from('with', 'with'), 6],
  ])('is sensitive to each rule: %s breaks %i rows', (_name, changed, rows) => {
    expect(compare(changed, published).broken).toBe(rows);
  });
});
