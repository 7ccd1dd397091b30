import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readCmsTables } from '../cms-tables/index.js';
import json2026 from '../rulesets/data/2026.json' with { type: 'json' };
import { checkRuleSet, type RuleSet } from '../rulesets/index.js';
import { conformance, draftRuleSetParts } from './index.js';

const DIR = '../shared/cms/2026';
const present = existsSync(DIR);

it('announces whether the published tables are at hand', () => {
  if (!present) process.stderr.write(`Left out: conformance with the published tables of 2026 (no folder ${DIR}).\n`);
  expect(typeof present).toBe('boolean');
});

describe.runIf(present)('the 2026 rule set against the published tables of 2026', () => {
  const names = present ? readdirSync(DIR).filter((name) => name.endsWith('.csv')) : [];
  const { tables } = readCmsTables(
    names.map((name) => ({ name, bytes: readFileSync(`${DIR}/${name}`) })),
    2026,
  );
  const checked = checkRuleSet(json2026);
  if ('problems' in checked) throw new Error('the 2026 rule set does not pass its check');
  const ruleSet: RuleSet = checked.ruleSet;
  const report = present ? conformance(ruleSet, tables) : undefined;

  it('gives every rating of every kind', () => {
    expect(report?.kinds).toEqual({
      partC: { matched: 524, rated: 524 },
      partDMapd: { matched: 573, rated: 573 },
      partDPdp: { matched: 40, rated: 40 },
      overall: { matched: 516, rated: 516 },
    });
  });

  it('gives every rating and message, and is ok', () => {
    expect(report?.cells).toEqual({ matched: 2307, total: 2307 });
    expect(report?.mismatches).toEqual([]);
    expect(report?.ok).toBe(true);
  });

  it('gives the high performing contracts, no more and no fewer, and the reasons of the low performing ones', () => {
    expect(report?.highPerforming).toEqual({ matched: 21, total: 21, missing: [], extra: [] });
    expect(report?.lowPerforming).toEqual({ matched: 4, total: 4, missing: [], extra: null });
  });

  it('gives 16,778 of 17,014 stars of clustered measures; every miss can be a disaster revert', () => {
    expect(report?.measureStars).toMatchObject({
      matched: 16778,
      total: 17014,
      byReason: { disasterRevert: 236 },
      unexplained: [],
    });
    expect(report?.measureStars.byReason).toEqual({ disasterRevert: 236 });
  });

  it('gives the misses of each measure as METHOD section 3 lists them', () => {
    const misses = Object.entries(report?.measureStars.byMeasure ?? {}).flatMap(([id, { matched, total }]) =>
      /^(C03|C2[2-7]|D0[56])$/.test(id) || matched === total ? [] : [`${id} ${total - matched}`],
    );
    expect(misses.join(', ')).toBe(
      'C01 9, C06 1, C09 16, C10 3, C11 7, C12 6, C14 1, C16 3, C17 1, C18 30, C20 8, C21 41, C28 5, C29 1, C31 15, C32 10, D02 5, D03 2, D08 18, D09 18, D10 26, D11 10',
    );
  });

  it('gives 3,649 of 4,259 CAHPS stars; 602 misses fit the CAHPS table, 8 need the disaster rule', () => {
    expect(report?.measureStars.cahps).toEqual({
      matched: 3649,
      total: 4259,
      byReason: { cahpsBaseGroup: 602, disasterRevert: 8 },
    });
  });

  it('counts improvement stars (483 and 580) and stars for incorrect data apart', () => {
    expect(report?.measureStars).toMatchObject({
      improvementNotPublished: 483 + 580,
      dataIntegrity: { matched: 26, total: 26 },
      starWithoutScore: 0,
      scoreWithoutStar: 0,
    });
  });

  it('finds no difference between the rule set’s cut points and the tables, and no contract data it cannot take', () => {
    expect(report?.ruleSetDifferences).toEqual([]);
    expect(report?.inputProblems).toEqual([]);
  });

  it('says that the list of I-SNP-only contracts is inferred', () => {
    expect(report?.notes.join()).toContain('17 I-SNP-only contracts is inferred');
  });

  it('without that list 33 cells differ, each with the contract type that would fit', () => {
    const without = conformance({ ...ruleSet, iSnpOnlyContracts: null }, tables);
    expect(without.cells).toEqual({ matched: 2274, total: 2307 });
    expect(without.ok).toBe(false);
    expect(without.mismatches).toHaveLength(33);
    expect(
      without.mismatches.filter(({ kind, reason }) => kind === 'partC' && !reason.includes('ccp_only_isnp')),
    ).toEqual([]);
  });

  it('a wrong cut point is named, and the stars it breaks are unexplained', () => {
    const measures = ruleSet.measures.map((one) =>
      one.id === 'C14' ? { ...one, cutPoints: { mapd: [67, 75, 81, 86] as const } } : one,
    );
    const wrong = conformance({ ...ruleSet, measures }, tables);
    expect(wrong.ruleSetDifferences).toEqual([
      {
        measureId: 'C14',
        what: 'cutPoints',
        set: 'mapd',
        calculation: null,
        published: '67 / 75 / 80 / 86',
        ruleSet: '67 / 75 / 81 / 86',
      },
    ]);
    expect(wrong.measureStars.byReason.unexplained).toBe(wrong.measureStars.unexplained.length);
    expect(wrong.measureStars.unexplained[0]).toMatchObject({
      measureId: 'C14',
      score: '80',
      published: 4,
      computed: 3,
      bounds: '>= 75 and < 81',
    });
  });

  it('without the improvement hold harmless the run that would fit is named', () => {
    const wrong = conformance({ ...ruleSet, improvementHoldHarmless: null }, tables);
    expect(wrong.mismatches.length).toBe(51);
    expect(wrong.mismatches.filter(({ reason }) => !reason.includes('run without improvement'))).toEqual([]);
  });

  it('estimated thresholds are computed from the contracts: the published values of all drug plans come out (METHOD section 5.1)', () => {
    const calculations = ruleSet.calculations.map((calculation) => ({
      ...calculation,
      thresholds: calculation.thresholds.map(({ mean, variance, ...entry }) =>
        entry.kind === 'partDPdp'
          ? { ...entry, basis: 'estimated' as const }
          : { ...entry, ...(mean && { mean }), ...(variance && { variance }) },
      ),
    }));
    const estimated = conformance({ ...ruleSet, calculations }, tables);
    expect(estimated.kinds.partDPdp).toEqual({ matched: 40, rated: 40 });
    expect(estimated.notes.join()).toMatch(/\d+ reward thresholds are estimated/);
  });

  describe('the draft of a rule set from the tables', () => {
    const draft = draftRuleSetParts(tables);

    it('has the measures as the rule set has them', () => {
      const parts = ({
        id,
        name,
        part,
        domain,
        unit,
        decimals,
        range,
        better,
        cutPoints,
      }: Record<string, unknown>) => ({ id, name, part, domain, unit, decimals, range, better, cutPoints });
      expect(draft.measures.map((one) => parts({ ...one }))).toEqual(
        ruleSet.measures.map((one) => parts({ ...one, cutPoints: one.cutPoints ?? {} })),
      );
    });

    it('has the domains and their measures', () => {
      expect(draft.domains.map(({ id, name, part, measures }) => ({ id, name, part, measures }))).toEqual(
        ruleSet.domains.map(({ id, name, part, measures }) => ({ id, name, part, measures })),
      );
    });

    it('finds the measures that stand in both parts', () => {
      expect(draft.overallDuplicates.map(({ drop, keep }) => `${drop}=${keep}`)).toEqual(['D02=C28', 'D03=C29']);
    });

    it('lists disaster years, adjustment categories and organization types', () => {
      expect(draft.disasterYears).toEqual(['2023', '2024']);
      expect(draft.adjustmentCategories).toEqual({ partC: 8, partDMapd: 6, partDPdp: 3, overall: 9 });
      expect(draft.organizationTypes.reduce((sum, { contracts }) => sum + contracts, 0)).toBe(769);
    });

    it('does not pass the check before the open fields are filled in, and the check names them', () => {
      const result = checkRuleSet({ ...json2026, measures: draft.measures });
      expect('problems' in result && result.problems.some(({ pointer }) => pointer === '/measures/0/weight')).toBe(
        true,
      );
    });
  });
});
