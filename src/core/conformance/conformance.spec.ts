import { describe, expect, it } from 'vitest';
import type { PublishedRating, RatingName } from '../cms-tables/index.js';
import type { RuleSet } from '../rulesets/index.js';
import { conformance, ConformanceInputError } from './index.js';
import { asPublished, inventedContract, RULES, tablesOf } from './invented-tables.fixture.js';

const four = inventedContract('H0001', () => 4);
const mixed = inventedContract('H0002', (_, i) => ([2, 3, 5, 4, 4] as const)[i % 5] ?? 3);
const few = inventedContract('H0003', (_, i) => (i < 3 ? 4 : null));

/** Publishes another value for one rating of `mixed`. */
function published(name: RatingName, cell: PublishedRating) {
  const ratings = [four, mixed, few].map((contract) => asPublished(RULES, contract));
  return tablesOf([four, mixed, few], {
    ratings: ratings.map((row) => (row.contractId === 'H0002' ? { ...row, [name]: cell } : row)),
  });
}

describe('ratings', () => {
  it('are all matched where the published are those of the rule set', () => {
    const report = conformance(RULES, tablesOf([four, mixed, few]));
    expect(report).toMatchObject({ ok: true, cells: { matched: 9, total: 9 }, mismatches: [] });
    expect(report.kinds).toMatchObject({
      partC: { matched: 2, rated: 2 },
      partDPdp: { matched: 0, rated: 0 },
      overall: { matched: 2, rated: 2 },
    });
  });

  it('report progress after each contract', () => {
    const seen: number[] = [];
    conformance(RULES, tablesOf([four, mixed, few]), ({ done, total }) => seen.push(done / total));
    expect(seen).toEqual([1 / 3, 2 / 3, 1]);
  });

  it('that differ are given with what the computed one is made of and what would give the published', () => {
    const report = conformance(RULES, published('overall', { stars: 3.5, message: null }));
    expect(report).toMatchObject({
      ok: false,
      cells: { matched: 8, total: 9 },
      kinds: { overall: { matched: 1, rated: 2 } },
    });
    expect(report.mismatches).toMatchObject([
      { contractId: 'H0002', kind: 'overall', published: '3.5', computed: '4' },
    ]);
    expect(report.mismatches[0]?.reason).toMatch(
      /^computed 4 from final 3\.\d{6} = mean 3\.\d{6} \+ reward 0\.\d00000 \+ adjustment \+0\.003256/,
    );
    expect(report.mismatches[0]?.reason).toMatch(
      /a reward of 0 in place of 0\.\d00000 would give 3.5 \(mean .* thresholds published\)/,
    );
  });

  it('that nothing small explains send to weights and measures', () => {
    const [mismatch] = conformance(RULES, published('partD', { stars: 1, message: null })).mismatches;
    expect(mismatch?.reason).toContain('check weights and measures');
  });

  it('without an adjustment category say so', () => {
    const bare = { ...mixed, adjustmentCategories: {} };
    const ratings = [{ ...asPublished(RULES, bare), partC: { stars: 5, message: null } }];
    expect(conformance(RULES, tablesOf([bare], { ratings })).mismatches[0]?.reason).toContain(
      'no adjustment category in the tables',
    );
  });

  it('a published message against a computed rating tells the measures and the minimum', () => {
    const [mismatch] = conformance(
      RULES,
      published('partC', { stars: null, message: 'Not enough data available' }),
    ).mismatches;
    expect(mismatch).toMatchObject({ kind: 'partC', published: 'Not enough data available', computed: '3.5' });
    expect(mismatch?.reason).toContain('32 of 16 measures (contract type ccp_with_snp)');
  });

  it('a published rating against a computed message tells the contract types that would be rated', () => {
    const ten = inventedContract('H0002', (_, i) => (i < 10 ? 4 : null));
    const ratings = [{ ...asPublished(RULES, ten), partC: { stars: 4, message: null } }];
    const [mismatch] = conformance(RULES, tablesOf([ten], { ratings })).mismatches;
    expect(mismatch).toMatchObject({ published: '4', computed: 'Not enough data available' });
    expect(mismatch?.reason).toContain('10 of 16 measures');
    expect(mismatch?.reason).toContain('as ccp_only_isnp (needs 9)');
  });

  it('two different messages tell what the deciding measures say', () => {
    const row = { ...asPublished(RULES, few), partD: { stars: null, message: 'Plan too new to be measured' } };
    const [mismatch] = conformance(RULES, tablesOf([few], { ratings: [row] })).mismatches;
    expect(mismatch?.reason).toContain(
      'published message "Plan too new to be measured", computed message "Not enough data available"',
    );
    expect(mismatch?.reason).toContain('C28, D02 have no text');
  });

  it('of a contract that no contract type fits are mismatches with that reason', () => {
    const odd = { ...four, organizationType: 'National PACE' };
    const report = conformance(RULES, tablesOf([odd], { ratings: [asPublished(RULES, four)] }));
    expect(report.mismatches).toHaveLength(3);
    expect(report.mismatches[0]).toMatchObject({ computed: 'none' });
    expect(report.mismatches[0]?.reason).toContain('"National PACE" with SNP: add it to contractTypes');
    expect(report.inputProblems).toMatchObject([{ code: 'organizationType.unknown', count: 1, contracts: ['H0001'] }]);
  });

  it('of a contract that the measure tables lack are mismatches', () => {
    const ratings = [asPublished(RULES, four), { ...asPublished(RULES, mixed), overall: null }];
    const report = conformance(RULES, tablesOf([four], { ratings }));
    expect(report.cells).toEqual({ matched: 3, total: 5 });
    expect(report.mismatches[0]?.reason).toBe('the measure tables do not have the contract');
  });
});

describe('what cannot be compared is refused', () => {
  it.each([
    ['another year', tablesOf([four], { starYear: 2025 }), 'star year 2026, the tables are of 2025'],
    ['no ratings', tablesOf([four], { ratings: null }), 'Summary Ratings'],
    ['an empty table of ratings', tablesOf([four], { ratings: [] }), 'Summary Ratings'],
  ])('%s', (_, tables, message) => {
    expect(() => conformance(RULES, tables)).toThrow(ConformanceInputError);
    expect(() => conformance(RULES, tables)).toThrow(message);
  });
});

describe('thresholds that are left to be estimated', () => {
  const open = (kinds: readonly string[]): RuleSet => ({
    ...RULES,
    calculations: RULES.calculations.map((calculation) => ({
      ...calculation,
      thresholds: calculation.thresholds.map(({ mean, variance, ...entry }) =>
        kinds.includes(entry.kind)
          ? { ...entry, basis: 'estimated' as const }
          : { ...entry, ...(mean && { mean }), ...(variance && { variance }) },
      ),
    })),
  });

  it('are estimated from the contracts before rating', () => {
    const report = conformance(open(['partC', 'overall']), tablesOf([four, mixed, few]));
    expect(report.notes).toContain('8 reward thresholds are estimated, 8 of them from these contracts.');
    expect(report.cells.total).toBe(9);
  });

  it('where no contract allows an estimate, the ratings are mismatches that say so', () => {
    const rules = open(['partC', 'partDMapd', 'overall']);
    const excluded: RuleSet = {
      ...rules,
      disaster: { ...rules.disaster, exclusion: { affectedPercent: 60, years: ['2024'], source: 'test' } },
    };
    const struck = { ...four, disasterPercents: { '2023': 0, '2024': 80 } };
    const report = conformance(excluded, tablesOf([struck], { ratings: [asPublished(RULES, struck)] }));
    expect(report.mismatches[0]?.reason).toContain('no reward thresholds');
  });
});
