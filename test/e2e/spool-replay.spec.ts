import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DatabaseLocation } from '../../src/platform/database/index.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { query, testDatabase } from '../support/database.js';
import { DatabaseLine } from '../support/proxy.js';
import { until } from '../support/until.js';

const FEATURES = { age: 55, bmi: 33.4, prior_a1c_self: 9.8, insulin: 1 };
const MEMBER = { memberId: 'M-1', contractId: 'H1234' };
const ITEM = { memberId: 'M-1', measure: 'GSD', measurementYear: 2026, features: FEATURES };
const SETTINGS = { DATABASE_PROBE_TIMEOUT_MS: '700', JOBS_IN_PROCESS: 'false' };
const [REFUSED, DAMAGED] = [1, 3];
const KEPT = [0, 2, 4, 5];

/** A process leaves six records behind: the database will refuse one, and the disk has changed a bit of another. */
describe('records that a process has left behind', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'stars-replay-'));
  const spool = join(dataDir, 'spool');
  const copy = mkdtempSync(join(tmpdir(), 'stars-replay-copy-'));
  const ids: string[] = [];
  let location: DatabaseLocation;

  beforeAll(async () => {
    const through = await DatabaseLine.to(await testDatabase());
    ({ location } = through);
    const test = await start();
    const order = { key: test.keys.analyst };
    await test.call('POST', '/api/v1/members', { ...order, body: MEMBER });
    await test.call('POST', '/api/v1/predictions', { ...order, body: ITEM });
    through.line.cut();
    await until(async () => (await test.call('GET', '/health/ready')).body.status === 'degraded');
    for (let i = 0; i < 6; i++) {
      const { body } = await test.call('POST', '/api/v1/predictions', { ...order, body: ITEM });
      expect(body.persistence).toBe('spooled');
      ids.push(body.id as string);
    }
    await test.app.close();
    through.line.mend();
    await sql(`ALTER TABLE predictions ADD CONSTRAINT unwanted CHECK (id <> '${ids[REFUSED]}')`);
    flipOneBit();
    cpSync(spool, copy, { recursive: true });
  });
  afterAll(async () => {
    await location.stop();
    for (const folder of [dataDir, copy]) rmSync(folder, { recursive: true, force: true });
  });

  const start = (): Promise<TestApp> => startTestApp({ ...SETTINGS, DATA_DIR: dataDir }, Promise.resolve(location));
  const sql = <T extends object>(text: string): Promise<T[]> => query(location.ownerUrl, text);
  const folders = (): string[] => readdirSync(spool).filter((name) => name.includes('-'));
  /** Within the payload of a record: in the id that it is about. */
  const flipOneBit = (): void => {
    const [folder = ''] = folders();
    const [name = ''] = readdirSync(join(spool, folder)).filter((file) => file.endsWith('.segment'));
    const path = join(spool, folder, name);
    const bytes = readFileSync(path);
    const place = bytes.indexOf(ids[DAMAGED] ?? '');
    expect(place).toBeGreaterThan(0);
    bytes.writeUInt8(bytes.readUInt8(place) ^ 1, place);
    writeFileSync(path, bytes);
  };
  /** Starts a process that finds the folder, and waits until there is nothing left in it. */
  const replayed = async (look: (test: TestApp) => Promise<void>): Promise<void> => {
    const test = await start();
    await until(() => folders().length === 0);
    await look(test);
    await test.app.close();
  };
  const metrics = async ({ call }: TestApp): Promise<string[]> =>
    ((await call('GET', '/metrics')).body as string).split('\n').filter((line) => /^spool_(quar|repl).* \d/.test(line));
  const stored = async (): Promise<unknown[]> => {
    const [counts] = await sql<Record<string, unknown>>(
      `SELECT (SELECT array_agg(id ORDER BY ctid) FROM predictions WHERE id IN ('${ids.join(`','`)}')) AS predictions,
              (SELECT array_agg(entity_id ORDER BY occurred_at, entity_id) FROM audit_log
                WHERE event = 'prediction.made' AND entity_id IN ('${ids.join(`','`)}')) AS audited,
              (SELECT count(*)::int FROM api_logs l WHERE l.status = 201 AND l.request_id IN (SELECT request_id
                 FROM audit_log WHERE entity_id IN ('${ids.join(`','`)}'))) AS logged`,
    );
    return [counts?.predictions, counts?.audited, counts?.logged];
  };
  const whole = (): unknown[] => [KEPT.map((i) => ids[i]), KEPT.map((i) => ids[i]), KEPT.length];

  it('go into the database in order; what cannot is set aside whole, and told', async () => {
    await replayed(async (test) => {
      expect(await stored()).toEqual(whole());
      expect((await test.call('GET', '/health/ready')).body.details.spool).toMatchObject({
        records: 0,
        quarantined: 2,
      });
      expect(await metrics(test)).toEqual([
        `spool_replayed_total ${KEPT.length}`,
        'spool_quarantined_total{reason="damaged"} 1',
        'spool_quarantined_total{reason="refused"} 1',
      ]);
    });
    const names = readdirSync(join(spool, 'quarantine')).sort();
    const facts = names.filter((name) => name.endsWith('.json'));
    const told = facts.map((name) => JSON.parse(readFileSync(join(spool, 'quarantine', name), 'utf8')) as object);
    expect(told).toMatchObject([
      { reason: 'refused', index: REFUSED, code: '23514' },
      { reason: 'damaged', index: DAMAGED, code: null },
    ]);
    const [record = ''] = names.filter((name) => name.endsWith(`-${REFUSED}.record`));
    expect(readFileSync(join(spool, 'quarantine', record), 'utf8')).toContain(ids[REFUSED]);
  });

  it('are there once when the process died between the commit and the removal of the file', async () => {
    cpSync(copy, spool, { recursive: true });
    expect(folders()).toHaveLength(1);
    await replayed(async (test) => {
      expect(await stored()).toEqual(whole());
      expect((await metrics(test))[0]).toBe('spool_replayed_total 0');
      expect((await test.call('GET', '/health/ready')).body.details.spool).toMatchObject({ quarantined: 2 });
    });
  });
});
