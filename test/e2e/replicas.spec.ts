import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Environment } from '../../src/platform/config/index.js';
import { DatabaseLocation, migrate, Replicas } from '../../src/platform/database/index.js';
import { prepareEmbeddedDatabase } from '../../src/platform/database/embedded/prepare-database.js';
import { insertGaps, insertMembers } from '../factories/rows.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { type Answer } from '../support/client.js';
import { query } from '../support/database.js';
import { PG_BIN, type ReplicaCluster, startReplicaCluster } from '../support/replica-cluster.js';
import { until } from '../support/until.js';

const MAX_LAG_MS = 1500;
const WORKLIST = '/api/v1/gaps?contractId=H1234&measurementYear=2026';

/** A primary, a replica, and the service over both. Without PostgreSQL's programs the tests are left out. */
interface Scene {
  readonly cluster: ReplicaCluster;
  readonly test: TestApp;
  readonly replica: string;
}

async function scene(bin: string): Promise<Scene> {
  const cluster = await startReplicaCluster(bin);
  const { appUrl, ownerUrl } = await prepareEmbeddedDatabase(cluster.primary, 'replica-test-password');
  const location = new DatabaseLocation(appUrl, ownerUrl, false, () => Promise.resolve());
  await migrate(Object.assign(new Environment(), { NODE_ENV: 'test' }), location, new Date());
  const superuser = Object.assign(new URL(cluster.replica), { pathname: '/stars' }).href;
  const replica = Object.assign(new URL(appUrl), { port: new URL(cluster.replica).port }).href;
  await until(
    async () => (await query(cluster.replica, `SELECT 1 FROM pg_database WHERE datname = 'stars'`)).length > 0,
  );
  const settings = {
    DATABASE_REPLICA_URLS: replica,
    DATABASE_REPLICA_MAX_LAG_MS: String(MAX_LAG_MS),
    CACHE_SECONDS: '0',
    JOBS_IN_PROCESS: 'false',
  };
  return { cluster, test: await startTestApp(settings, Promise.resolve(location)), replica: superuser };
}

describe('a streaming replica', () => {
  let found: Scene | undefined;
  beforeAll(async () => {
    if (PG_BIN) found = await scene(PG_BIN);
  });
  afterAll(async () => {
    await found?.test.close();
    await found?.cluster.stop();
  });

  const rows = (answer: Answer): number => (answer.body as { items: unknown[] }).items.length;
  /** Statements about gaps that the replica has been asked. */
  const reads = async ({ replica }: Scene): Promise<number> =>
    (
      await query(
        replica,
        `SELECT 1 FROM pg_stat_activity WHERE datname = 'stars' AND query LIKE '%gap_analysis%' AND pid <> pg_backend_pid()`,
      )
    ).length;

  it('answers worklists, is passed over when it lags, and never makes a caller miss an own change', async ({
    annotate,
  }) => {
    if (!found) return void (await annotate('left out: pg_basebackup of PostgreSQL 15 or later is not there'));
    const { test, replica } = found;
    const { ownerUrl } = test.location;
    const replicas = test.app.get(Replicas);
    const list = (key = test.keys.viewer, headers = {}): Promise<Answer> =>
      test.call('GET', WORKLIST, { key, headers });

    const [first = '', second = ''] = await insertMembers(ownerUrl, 2);
    await insertGaps(ownerUrl, [{ memberId: first }]);
    await until(async () => rows(await list()) === 1);
    await until(() => replicas.canRead(undefined));
    expect(rows(await list())).toBe(1);
    expect(await reads(found)).toBeGreaterThan(0);
    const audited = await query(ownerUrl, `SELECT 1 FROM audit_log WHERE event = 'gap.read' AND outcome = 'succeeded'`);
    expect(audited.length).toBeGreaterThan(1); // written to the primary although the replica answered

    await query(replica, 'SELECT pg_wal_replay_pause()');
    await until(
      async () =>
        (await query(replica, 'SELECT 1 WHERE pg_get_wal_replay_pause_state() = $1', ['paused'])).length === 1,
    );
    const [gap = ''] = await insertGaps(ownerUrl, [{ memberId: second }]);
    expect(rows(await list())).toBe(1); // another's change: as old as the replica is
    expect(rows(await list(test.keys.viewer, { 'consistency-token': 'primary' }))).toBe(2);
    const changed = await test.call('POST', `/api/v1/gaps/${gap}/assignment`, {
      key: test.keys.analyst,
      body: { owner: 'team-a' },
      headers: { 'if-match': '*' },
    });
    expect(changed.status).toBe(200);
    expect(rows(await list(test.keys.analyst))).toBe(2); // its own change, without doing anything
    const token = changed.headers.get('consistency-token') ?? '';
    expect(token).toMatch(/^[0-9A-F]+\/[0-9A-F]+$/);
    expect(rows(await list(test.keys.viewer, { 'consistency-token': token }))).toBe(2); // as another instance would
    expect((await list(test.keys.viewer, { 'consistency-token': 'yesterday' })).status).toBe(400);

    await until(async () => rows(await list()) === 2, MAX_LAG_MS + 5000); // too old by now: the primary answers
    expect(replicas.canRead(undefined)).toBe(false);
    await query(replica, 'SELECT pg_wal_replay_resume()');
    await until(() => replicas.canRead(undefined));
    expect(rows(await list())).toBe(2);
  });

  it('may go away and come back: no request fails', async ({ annotate }) => {
    if (!found) return void (await annotate('left out: pg_basebackup of PostgreSQL 15 or later is not there'));
    const { test, cluster } = found;
    const replicas = test.app.get(Replicas);
    await until(() => replicas.canRead(undefined));
    const statuses: number[] = [];
    let going = true;
    const caller = async (): Promise<void> => {
      while (going) statuses.push((await test.call('GET', WORKLIST, { key: test.keys.viewer })).status);
    };
    const callers = [caller(), caller(), caller()];
    await until(() => statuses.length > 20);
    await cluster.stopReplica();
    await until(() => !replicas.canRead(undefined));
    const before = statuses.length;
    await until(() => statuses.length > before + 20);
    await cluster.startReplica();
    await until(() => replicas.canRead(undefined));
    going = false;
    await Promise.all(callers);
    expect(new Set(statuses)).toEqual(new Set([200]));
  });
});
