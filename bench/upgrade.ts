import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { Environment } from '../src/platform/config/index.js';
import { DatabaseLocation, migrate, migrations } from '../src/platform/database/index.js';
import { superuserUrl } from '../src/platform/database/embedded/cluster.js';
import { embeddedServer } from '../src/platform/database/embedded/embedded-server.js';
import { prepareEmbeddedDatabase } from '../src/platform/database/embedded/prepare-database.js';
import type { Figures } from './figures.js';

/** The schema that is upgraded from: everything up to this migration. */
const BASELINE = 1764000000060;
const MEMBERS = 200_000;
const PASSWORD = 'bench-upgrade';

/** A million gaps and as many predictions as members, by statements that the baseline understands. */
const ROWS = [
  `INSERT INTO member_hash_generations (generation, key_check, current_since) VALUES (1, sha256('bench'), now())`,
  `INSERT INTO members (member_hash, hash_generation, contract_id, active, version, created_at, updated_at)
   SELECT sha256(convert_to(n::text, 'UTF8')), 1, 'H' || 1000 + n % 4, true, 1, now(), now()
     FROM generate_series(1, ${MEMBERS}) n`,
  `INSERT INTO gap_analysis (id, member_id, version, measurement_year, priority, evidence_as_of, created_at, updated_at,
     contract_id, measure, evidence, work, evidence_source)
   SELECT gen_random_uuid(), m.id, 1, 2026, (m.id * 7919 + n * 104729) % 10000 / 100.0, '2026-03-01', now(), now(),
          m.contract_id, (ARRAY['BCS', 'COL', 'CBP', 'GSD', 'PDC-STA'])[n],
          CASE WHEN (m.id + n) % 4 = 0 THEN 'open' ELSE 'closed' END, 'identified', 'claim'
     FROM members m CROSS JOIN generate_series(1, 5) n`,
  `INSERT INTO predictions (id, member_id, probability, margin, base_value, created_at, measurement_year, contract_id,
     measure, tier, model_id, model_version, calibration, shap_values)
   SELECT gen_random_uuid(), m.id, 0.5, 0, 0, now(), 2026, m.contract_id, 'BCS', 'medium', 'm', '1', 'none', '{"a": 0.1}'
     FROM members m`,
  'ANALYZE',
];

/** What the version before does all the time: the worklist's read, a gap's update, a prediction's insert. */
const WORK: Readonly<Record<'reader' | 'writer' | 'predictor', string>> = {
  reader: `SELECT id FROM gap_analysis WHERE contract_id = 'H1001' AND measurement_year = 2026 AND measure = 'BCS'
     AND evidence = 'open' ORDER BY priority DESC, id DESC LIMIT 50`,
  writer: `UPDATE gap_analysis SET work = 'contacted', version = version + 1 WHERE id = (
     SELECT id FROM gap_analysis WHERE contract_id = 'H1002' AND measurement_year = 2026 AND measure = 'COL'
       AND evidence = 'open' ORDER BY priority DESC, id DESC OFFSET floor(random() * 1000) LIMIT 1)`,
  predictor: `INSERT INTO predictions (id, member_id, probability, margin, base_value, created_at, measurement_year,
     contract_id, measure, tier, model_id, model_version, calibration, shap_values)
     SELECT gen_random_uuid(), id, 0.4, 0, 0, now(), 2026, contract_id, 'COL', 'low', 'm', '1', 'none', '{"a": 0.1}'
       FROM members WHERE id = 1 + floor(random() * ${MEMBERS})`,
};

interface Watched {
  longestMs: number;
  statements: number;
  failed: number;
}

/** Runs a statement over and over on a connection of its own, and keeps the longest time that one took. */
async function goOn(url: string, sql: string, going: () => boolean): Promise<Watched> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  const watched: Watched = { longestMs: 0, statements: 0, failed: 0 };
  while (going()) {
    const start = performance.now();
    await client.query(sql).catch(() => (watched.failed += 1));
    watched.longestMs = Math.max(watched.longestMs, performance.now() - start);
    watched.statements += 1;
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  await client.end();
  return watched;
}

/** `npm run bench -- upgrade`: migrates a million gaps from the baseline while readers and writers work. */
export async function benchUpgrade(figures: Figures): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'stars-upgrade-'));
  const server = await embeddedServer({ dataDir, password: PASSWORD, supervise: false });
  try {
    const { appUrl, ownerUrl } = await prepareEmbeddedDatabase(superuserUrl(server.port, PASSWORD), PASSWORD);
    const location = new DatabaseLocation(appUrl, ownerUrl, true, () => Promise.resolve());
    const environment = Object.assign(new Environment(), { NODE_ENV: 'test' });
    const stamp = ({ name }: { name: string }): number => Number(/\d{13}$/.exec(name)?.[0]);
    const before = migrations.filter((each) => stamp(each) <= BASELINE);
    await migrate(environment, location, new Date(), undefined, before);
    const client = new pg.Client({ connectionString: ownerUrl });
    await client.connect();
    try {
      for (const sql of ROWS) await client.query(sql);
    } finally {
      await client.end();
    }

    let going = true;
    const workers = Object.entries(WORK).map(
      async ([name, sql]) => [name, await goOn(appUrl, sql, () => going)] as const,
    );
    await new Promise((resolve) => setTimeout(resolve, 1000));
    const start = performance.now();
    try {
      await migrate(environment, location, new Date());
    } finally {
      going = false;
    }
    const taken = performance.now() - start;
    const pending = migrations.length - before.length;
    figures.add({ what: `${pending} migrations over a million gaps, all work going on`, value: taken, unit: 'ms' });
    for (const [name, { longestMs, statements, failed }] of await Promise.all(workers)) {
      const what = `longest statement of the ${name} meanwhile (of ${statements}, ${failed} failed)`;
      figures.add({ what, value: longestMs, unit: 'ms', target: { atMost: 2500 } });
    }
  } finally {
    await server.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}
