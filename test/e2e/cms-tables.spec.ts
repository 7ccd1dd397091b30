import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { registerCms } from '../../src/cli/cms.js';
import { cmsFolder, FOUR_STARS } from '../factories/cms-folder.js';
import { startTestApp, TEST_KEYS, type TestApp } from '../support/app.js';
import { runCli } from '../support/command.js';
import { runInProcess } from '../support/command-in-process.js';
import { query } from '../support/database.js';

const PUBLISHED = join(import.meta.dirname, '../../../shared/cms/2026');
const importOf = (dir: string): string[] => ['cms', 'import', '--star-year', '2026', '--dir', dir, '--json'];
const conformanceOf = (dir: string): string[] => ['cms', 'conformance', '--star-year', '2026', '--dir', dir, '--json'];

describe("CMS's tables, imported", () => {
  let test: TestApp;
  let settings: NodeJS.ProcessEnv;
  let dataDir: string;
  const get = (path: string) => test.call('GET', path, { key: test.keys.viewer });
  const counted = (table: string) =>
    query<{ n: number }>(test.location.ownerUrl, `SELECT count(*)::int AS n FROM ${table}`).then(([row]) => row?.n);

  beforeAll(async () => {
    test = await startTestApp();
    dataDir = mkdtempSync(join(tmpdir(), 'stars-cli-'));
    const { url, ownerUrl } = test.location;
    settings = { DATABASE_URL: url, DATABASE_MIGRATION_URL: ownerUrl, DATA_DIR: dataDir };
    settings.MEMBER_HASH_KEY = TEST_KEYS.memberHashKey;
    settings.AUDIT_KEY = TEST_KEYS.auditKey;
  });
  afterAll(async () => {
    await test.close();
    rmSync(dataDir, { recursive: true, force: true });
  });

  it('refuses a conformance before the import, and loads a folder twice with the same result', async () => {
    expect((await get('/api/v1/rulesets/2026/conformance')).status).toBe(422);
    const dir = cmsFolder();
    for (const _ of [1, 2]) {
      const { code, stdout } = await runCli(importOf(dir), settings);
      expect(code).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({
        starYear: 2026,
        contracts: 2,
        measureResults: 90,
        publishedRatings: 2,
      });
      expect(await counted('contract_years')).toBe(2);
      expect(await counted('contract_measure_results')).toBe(90);
    }
  });

  it('then needs only contract and star year to rate', async () => {
    const body = { contractId: FOUR_STARS.id, starYear: 2026 };
    const { status, body: rating } = await test.call('POST', '/api/v1/ratings', { key: test.keys.analyst, body });
    expect(status).toBe(201);
    expect(rating).toMatchObject({ source: 'published', ratings: { overall: { stars: 4.5, final: '4.403256' } } });
  });

  it('lays results over the imported ones', async () => {
    const measures = [{ code: 'C30', star: 1 }];
    const body = { contractId: FOUR_STARS.id, starYear: 2026, measures, onTopOfPublished: true };
    const { body: rating } = await test.call('POST', '/api/v1/ratings?persist=false', { key: test.keys.analyst, body });
    expect(rating.source).toBe('mixed');
    expect(rating.trace).toBeDefined();
    expect(rating.ratings.partC.final).not.toBe('4.404022');
  });

  it('compares with the published ratings from the imported data', async () => {
    const { status, body } = await get('/api/v1/rulesets/2026/conformance');
    expect(status).toBe(200);
    expect(body).toMatchObject({ starYear: 2026, ok: true, cells: { matched: 6, total: 6 }, mismatches: [] });
  });

  it('stores nothing from a folder with a broken table', async () => {
    const dir = cmsFolder([FOUR_STARS]);
    const name = readdirSync(dir).find((file) => file.includes('Measure Stars')) ?? '';
    const whole = readFileSync(join(dir, name), 'utf8');
    writeFileSync(join(dir, name), whole.slice(0, whole.indexOf('H0001') + 30));
    const { out, err, refusal } = await runInProcess(registerCms, importOf(dir));
    expect(refusal).toMatch(/^The tables cannot be used/);
    expect(out).toBe('');
    expect(err).toContain('Measure Stars');
    expect(await counted('contract_years')).toBe(2);
  });

  it('says what is wrong with the folder or the year', async () => {
    expect((await runInProcess(registerCms, importOf('/nowhere'))).refusal).toContain('There is no "/nowhere"');
    const year = await runInProcess(registerCms, ['cms', 'import', '--star-year', 'x', '--dir', '.']);
    expect(year.out).toBe('');
    expect(year.refusal).toContain('--star-year');
  });
});

describe('conformance on the command line, without a database', () => {
  it('exits 1 when a rating differs, and says why', async () => {
    const dir = cmsFolder([{ ...FOUR_STARS, published: ['4.5', '4.5', '4'] }]);
    const { code, stdout } = await runCli(conformanceOf(dir));
    expect(code).toBe(1);
    const report = JSON.parse(stdout);
    expect(report.kinds.overall).toEqual({ matched: 0, rated: 1 });
    expect(report.mismatches[0]).toMatchObject({
      contractId: 'H0001',
      kind: 'overall',
      published: '4',
      computed: '4.5',
    });
  });

  it("reproduces every rating that CMS published for 2026 (reads CMS's tables)", async ({ annotate }) => {
    if (!existsSync(PUBLISHED)) return void (await annotate("left out: CMS's tables are not beside the project"));
    const { code, stdout } = await runCli(conformanceOf(PUBLISHED));
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      kinds: {
        partC: { matched: 524, rated: 524 },
        partDMapd: { matched: 573, rated: 573 },
        partDPdp: { matched: 40, rated: 40 },
        overall: { matched: 516, rated: 516 },
      },
      cells: { matched: 2307, total: 2307 },
      measureStars: { matched: 16778, total: 17014, byReason: { disasterRevert: 236 } },
      highPerforming: { matched: 21, total: 21 },
      lowPerforming: { matched: 4, total: 4 },
      mismatches: [],
    });
  });
});
