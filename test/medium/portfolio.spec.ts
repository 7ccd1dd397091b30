import fc from 'fast-check';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EVIDENCE, TIERS } from '../../src/core/gaps/index.js';
import {
  GapCountKeeper,
  PortfolioSchedules,
  PortfolioService,
  SnapshotsRepository,
} from '../../src/modules/portfolio/index.js';
import { GapsAreCountedAsTheyChange1764000000040 } from '../../src/platform/database/migrations/0040-gaps-are-counted-as-they-change.js';
import { GapsLearnTheirEarlierPredictions1764000000111 } from '../../src/platform/database/migrations/0111-gaps-learn-their-earlier-predictions.js';
import { GapsCarryTheirLatestPrediction1764000000070 } from '../../src/platform/database/migrations/0070-gaps-carry-their-latest-prediction.js';
import { grantToApplication } from '../../src/platform/database/grants.js';
import { insertGaps, insertMembers, insertPredictions } from '../factories/index.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { query } from '../support/database.js';

describe('running counts of gaps', () => {
  let test: TestApp;
  let repository: SnapshotsRepository;
  beforeAll(async () => {
    test = await startTestApp();
    repository = test.app.get(SnapshotsRepository);
  });
  afterAll(() => test.close());

  const sql = (text: string, values: unknown[] = []): Promise<unknown[]> => query(test.location.url, text, values);
  const order = (a: object, b: object): number => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);
  async function isExact(contractId: string, year: number): Promise<void> {
    const { groups, outlooks } = await repository.count(contractId, year);
    const recounted = await repository.recount(contractId, year);
    expect([...groups].sort(order)).toEqual([...recounted.groups].sort(order));
    expect(outlooks).toEqual(recounted.outlooks);
  }

  it('are those of a recount after any inserts, changes, deletions, rollbacks and upkeep', async () => {
    const members = await insertMembers(test.location.url, 40, 'H5000');
    let year = 2009;
    const act = fc.record({
      what: fc.constantFrom(
        ...['insert', 'evidence', 'tier', 'work', 'delete', 'upsert', 'rollback', 'compact', 'move'],
        ...['predict', 'predict', 'predict', 'forget'],
      ),
      probability: fc.double({ min: 0, max: 1, noNaN: true }),
      member: fc.nat(39),
      measure: fc.constantFrom('BCS', 'COL'),
      evidence: fc.constantFrom(...EVIDENCE),
      tier: fc.constantFrom(...TIERS, null),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(act, { maxLength: 25 }), async (acts) => {
        year += 1;
        for (const { what, member, measure, evidence, tier, probability } of acts) {
          const memberId = members[member] ?? '';
          const where = 'member_id = $1 AND measure = $2 AND measurement_year = $3';
          const key = [memberId, measure, year];
          const known = (await sql(`SELECT 1 FROM gap_analysis WHERE ${where}`, key)).length > 0;
          const gap = { memberId, contractId: 'H5000', measurementYear: year, measure, evidence, tier };
          if (what === 'insert' && !known) await insertGaps(test.location.url, [gap]);
          if (what === 'evidence')
            await sql(`UPDATE gap_analysis SET evidence = $4, open_reason = NULL WHERE ${where}`, [...key, evidence]);
          if (what === 'tier') await sql(`UPDATE gap_analysis SET tier = $4 WHERE ${where}`, [...key, tier]);
          if (what === 'work')
            await sql(`UPDATE gap_analysis SET work = 'contacted' WHERE measurement_year = $1`, [year]);
          if (what === 'delete')
            await sql(`DELETE FROM gap_analysis WHERE measurement_year = $1 AND member_id <= $2`, [year, memberId]);
          if (what === 'move') await sql(`UPDATE gap_analysis SET contract_id = 'H5001' WHERE ${where}`, key);
          if (what === 'compact') await test.app.get(GapCountKeeper).compact(0);
          if (what === 'predict') {
            const made = { memberId, contractId: 'H5000', measurementYear: year, measure, probability };
            await insertPredictions(test.location.url, [made]); // ids in no order
          }
          if (what === 'forget')
            await sql(`DELETE FROM predictions WHERE measurement_year = $1 AND member_id <= $2`, [year, memberId]);
          if (what === 'upsert')
            await sql(
              `INSERT INTO gap_analysis (id, member_id, version, measurement_year, priority, evidence_as_of, created_at,
                 updated_at, contract_id, measure, evidence, work, evidence_source)
               VALUES (gen_random_uuid(), $1, 1, $3, 0, '2026-03-01', now(), now(), 'H5000', $2, $4, 'identified', 'claim')
               ON CONFLICT (member_id, measurement_year, measure, contract_id) DO UPDATE SET evidence = excluded.evidence`,
              [...key, evidence],
            );
          if (what === 'rollback') {
            const half = `DO $$ BEGIN DELETE FROM predictions; DELETE FROM gap_analysis WHERE contract_id = 'H5000'; RAISE 'no'; END $$`;
            await expect(sql(half)).rejects.toThrow('no');
          }
        }
        await isExact('H5000', year);
        await isExact('H5001', year);
      }),
      { numRuns: 25 },
    );
  });

  it('follow a member who is erased', async () => {
    const members = await insertMembers(test.location.url, 3, 'H5100');
    await insertGaps(
      test.location.url,
      members.map((memberId) => ({ memberId, contractId: 'H5100' })),
    );
    await sql('DELETE FROM members WHERE id = $1', [members[0]]);
    expect((await repository.count('H5100', 2026)).groups).toEqual([
      { measure: 'BCS', evidence: 'open', tier: null, gaps: 2 },
    ]);
  });

  it('writers of the same counts do not wait for each other, nor does upkeep lose any', async () => {
    const members = await insertMembers(test.location.url, 200, 'H5200');
    const insert = (memberId: string): Promise<unknown> =>
      insertGaps(test.location.url, [{ memberId, contractId: 'H5200' }]);
    const keeper = test.app.get(GapCountKeeper);
    for (let from = 0; from < 200; from += 20) {
      await Promise.all([...members.slice(from, from + 20).map(insert), keeper.compact(0), keeper.compact(0)]);
    }
    await isExact('H5200', 2026);
    expect((await repository.count('H5200', 2026)).groups[0]?.gaps).toBe(200);
    await keeper.compact(0);
    expect(await sql(`SELECT 1 FROM gap_counts WHERE contract_id = 'H5200'`)).toHaveLength(1);
    expect(await keeper.compact()).toBe(false);
  });

  it('a change of work, owner or priority adds no row', async () => {
    const [memberId = ''] = await insertMembers(test.location.url, 1, 'H5300');
    await insertGaps(test.location.url, [{ memberId, contractId: 'H5300' }]);
    await sql(`UPDATE gap_analysis SET work = 'contacted', priority = 50 WHERE contract_id = 'H5300'`);
    expect(await sql(`SELECT 1 FROM gap_counts WHERE contract_id = 'H5300'`)).toHaveLength(1);
  });

  it('the counts that the migration starts from are the running ones', async () => {
    const members = await query<{ id: string }>(
      test.location.url,
      `SELECT id FROM members WHERE contract_id = 'H5200' LIMIT 3`,
    );
    await insertPredictions(
      test.location.url,
      members.map(({ id }, n) => ({ memberId: id, contractId: 'H5200', probability: n / 7 })),
    );
    const before = await repository.count('H5200', 2026);
    expect(before.outlooks).toMatchObject([{ measure: 'BCS', predicted: 3 }]);
    const migration = new GapsCarryTheirLatestPrediction1764000000070();
    const counting = new GapsAreCountedAsTheyChange1764000000040();
    const dataSource = test.app.get(DataSource);
    const owner = await new DataSource({ ...dataSource.options, url: test.location.ownerUrl } as never).initialize();
    const runner = owner.createQueryRunner();
    await runner.startTransaction();
    await migration.down(runner);
    await counting.down(runner);
    await counting.up(runner);
    await migration.up(runner);
    await runner.commitTransaction();
    await new GapsLearnTheirEarlierPredictions1764000000111().up(runner);
    await grantToApplication(owner, test.location);
    await owner.destroy();
    expect(await repository.count('H5200', 2026)).toEqual(before);
  });

  it('a snapshot that fails does not keep the others from being taken', async () => {
    const portfolio = test.app.get(PortfolioService);
    const original = portfolio.takeScheduled.bind(portfolio);
    portfolio.takeScheduled = (contractId, year) =>
      contractId === 'H5200' ? Promise.reject(new Error('planted')) : original(contractId, year);
    const contracts = await repository.contractsWithGaps();
    const taken = await test.app.get(PortfolioSchedules).takeAll(new Date());
    portfolio.takeScheduled = original;
    expect(taken).toBe(contracts.length - 1);
    expect(await test.app.get(PortfolioSchedules).takeAll(new Date())).toBe(1);
  });
});
