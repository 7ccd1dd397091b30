import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { countEvidence, EVIDENCE, type Evidence, gapRate, NO_GAPS, TIERS, WORK } from '../../src/core/gaps/index.js';
import { GapListsRepository, GapsRepository, WorklistService } from '../../src/modules/gaps/index.js';
import { type GapRow, insertGaps, insertMembers } from '../factories/index.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { query } from '../support/database.js';
import { asSomeone } from '../support/medium-app.js';

describe('gaps in the database', () => {
  let test: TestApp;
  beforeAll(async () => {
    test = await startTestApp();
  });
  afterAll(() => test.close());

  it('rates from SQL are the rates that follow from the rows one by one', async () => {
    const lists = test.app.get(GapListsRepository);
    const members = await insertMembers(test.location.url, 60, 'H7000');
    let year = 2020;
    const rows = fc.array(
      fc.record({ measure: fc.constantFrom('BCS', 'COL', 'GSD'), evidence: fc.constantFrom(...EVIDENCE) }),
      {
        maxLength: 60,
      },
    );
    await fc.assert(
      fc.asyncProperty(rows, async (generated) => {
        const measurementYear = ++year;
        const gaps = generated.map((row, index) => ({
          ...row,
          memberId: members[index] ?? '',
          contractId: 'H7000',
          measurementYear,
        }));
        await insertGaps(test.location.url, gaps);
        const counts = await lists.counts('H7000', measurementYear);
        for (const measure of ['BCS', 'COL', 'GSD']) {
          const states = gaps.filter((gap) => gap.measure === measure).map(({ evidence }) => evidence as Evidence);
          expect(gapRate(counts.get(measure) ?? NO_GAPS)).toEqual(gapRate(countEvidence(states)));
        }
      }),
      { numRuns: 25 },
    );
  });

  it('one row a member, measure, year and contract', async () => {
    const [memberId = ''] = await insertMembers(test.location.url, 1);
    await insertGaps(test.location.url, [{ memberId }]);
    await expect(insertGaps(test.location.url, [{ memberId }])).rejects.toThrow(/gap_analysis_natural_key/);
  });

  it.each<[string, Partial<GapRow>]>([
    ['gap_analysis_evidence', { evidence: 'perhaps' }],
    ['gap_analysis_work', { work: 'perhaps' }],
    ['gap_analysis_priority', { priority: 101 }],
    ['gap_analysis_tier', { tier: 'top' }],
    ['gap_analysis_contract_id', { contractId: 'h1' }],
    ['gap_analysis_measure', { measure: 'bcs' }],
    ['gap_analysis_measurement_year', { measurementYear: 1999 }],
    ['gap_analysis_assigned', { work: 'assigned' }],
    ['gap_analysis_owner', { owner: 'John Doe' }],
  ])('the database itself keeps %s', async (constraint, part) => {
    const [memberId = ''] = await insertMembers(test.location.url, 1);
    await expect(insertGaps(test.location.url, [{ memberId, ...part }])).rejects.toThrow(constraint);
  });

  it('a member cannot vanish and leave gaps behind', async () => {
    const [memberId = ''] = await insertMembers(test.location.url, 1);
    const [gapId] = await insertGaps(test.location.url, [{ memberId }]);
    await query(test.location.url, 'DELETE FROM members WHERE id = $1', [memberId]);
    expect(await test.app.get(GapsRepository).byId(gapId ?? '')).toBeNull();
  });

  describe('worklist', () => {
    const all: (GapRow & { id: string })[] = [];
    beforeAll(async () => {
      const members = await insertMembers(test.location.url, 150, 'H7100');
      const rows = members.flatMap((memberId, m) =>
        ['BCS', 'COL', 'CBP'].map((measure, n) => ({
          ...{ memberId, measure, contractId: 'H7100', measurementYear: m % 5 === 0 ? 2025 : 2026 },
          evidence: EVIDENCE[(m + n) % 3] ?? 'open',
          work:
            n === 0 && m % 4 === 0
              ? 'assigned'
              : (WORK[(m * 7 + n) % 8] ?? 'identified').replace('assigned', 'identified'),
          ...{ priority: ((m * 37 + n * 11) % 60) + 0.3, tier: TIERS[(m + n) % 4] ?? null },
          ...{ owner: n === 0 && m % 4 === 0 ? 'team-a' : null, dueOn: m % 6 === 0 ? `2026-0${1 + (m % 9)}-15` : null },
        })),
      );
      const ids = await insertGaps(test.location.url, rows);
      rows.forEach((row, index) => all.push({ ...row, id: ids[index] ?? '' }));
    });

    const page = (query: object): ReturnType<WorklistService['page']> =>
      asSomeone(test.app, () => test.app.get(WorklistService).page({ contractId: 'H7100', limit: 40, ...query }));

    async function walk(query: object): Promise<string[]> {
      const ids: string[] = [];
      let cursor: string | undefined;
      do {
        const { items, next } = await page({ ...query, cursor });
        ids.push(...items.map(({ id }) => id));
        cursor = next ?? undefined;
      } while (cursor !== undefined);
      return ids;
    }

    const expected = (matches: (gap: GapRow) => boolean, year = 2026): string[] =>
      all
        .filter((gap) => gap.measurementYear === year && matches(gap))
        .sort((a, b) => (b.priority ?? 0) - (a.priority ?? 0) || (a.id < b.id ? 1 : -1))
        .map(({ id }) => id);
    const undone = (gap: GapRow): boolean => gap.evidence === 'open' || gap.evidence === 'prospective';

    it.each<[string, object, (gap: GapRow) => boolean]>([
      ['no filter: what is open or prospective in the latest year', {}, undone],
      ['measure', { measure: ['BCS'] }, (gap) => undone(gap) && gap.measure === 'BCS'],
      ['two measures', { measure: ['BCS', 'COL'] }, (gap) => undone(gap) && gap.measure !== 'CBP'],
      ['evidence', { evidence: ['closed'] }, (gap) => gap.evidence === 'closed'],
      ['tier', { tier: 'high' }, (gap) => undone(gap) && gap.tier === 'high'],
      ['work', { work: ['refused', 'contacted'] }, (gap) => undone(gap) && /refused|contacted/.test(gap.work ?? '')],
      [
        'tier and measure and priority',
        { tier: 'low', measure: ['BCS', 'COL'], maxPriority: 40.3 },
        (gap) => undone(gap) && gap.tier === 'low' && gap.measure !== 'CBP' && (gap.priority ?? 0) <= 40.3,
      ],
      [
        'work, begun or not',
        { work: ['refused', 'identified'] },
        (gap) => undone(gap) && /refused|identified/.test(gap.work ?? ''),
      ],
      [
        'work and evidence and tier and measure',
        { work: ['completed', 'scheduled'], evidence: ['closed', 'open'], tier: 'high', measure: ['COL', 'CBP'] },
        (gap) =>
          /completed|scheduled/.test(gap.work ?? '') &&
          /closed|open/.test(gap.evidence ?? '') &&
          gap.tier === 'high' &&
          gap.measure !== 'BCS',
      ],
      [
        'work and priority range',
        { work: ['unreachable', 'assigned'], minPriority: 10, maxPriority: 50 },
        (gap) =>
          undone(gap) &&
          /unreachable|assigned/.test(gap.work ?? '') &&
          (gap.priority ?? 0) > 10 &&
          (gap.priority ?? 0) < 50,
      ],
      [
        'priority range',
        { minPriority: 20.3, maxPriority: 40.3 },
        (gap) => undone(gap) && (gap.priority ?? 0) >= 20.3 && (gap.priority ?? 0) <= 40.3,
      ],
      ['owner', { owner: 'team-a' }, (gap) => undone(gap) && gap.owner === 'team-a'],
      ['due day', { dueBy: '2026-04-15' }, (gap) => undone(gap) && (gap.dueOn ?? '9') <= '2026-04-15'],
      [
        'several filters',
        { owner: 'team-a', dueBy: '2026-09-15', measure: ['BCS'], minPriority: 1 },
        (gap) =>
          undone(gap) && gap.owner === 'team-a' && (gap.dueOn ?? '9') <= '2026-09-15' && (gap.priority ?? 0) >= 1,
      ],
    ])('by %s: each gap once, highest priority first, page by page', async (_what, filter, matches) => {
      const ids = expected(matches);
      expect(ids.length).toBeGreaterThan(0);
      expect(await walk(filter)).toEqual(ids);
      expect(await walk({ ...filter, limit: 7 })).toEqual(ids);
    });

    it('of an earlier year', async () => expect(await walk({ measurementYear: 2025 })).toEqual(expected(undone, 2025)));

    it('of a contract without gaps is empty', async () => {
      expect(await page({ contractId: 'H0000' })).toEqual({ items: [], next: null });
    });
  });
});
