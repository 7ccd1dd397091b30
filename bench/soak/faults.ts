import { SoakBed } from './bed.js';
import { crowd, Verdict } from './crowd.js';
import { populate, requests } from './requests.js';

const CONNECTIONS = 24;
const SECONDS = 50;
const AWAY_MS = 20_000;

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

interface Ready {
  readonly status: string;
  readonly details: { readonly spool?: { readonly records: number; readonly quarantined: number } };
}

async function settled(bed: SoakBed): Promise<Ready> {
  for (let tries = 0; tries < 300; tries++) {
    const { body } = await bed.call<Ready>('GET', '/health/ready').catch(() => ({ body: undefined }));
    if (body?.status === 'ok' && body.details.spool?.records === 0) return body;
    await sleep(100);
  }
  throw new Error('the spool was not replayed');
}

/** Kills PostgreSQL for 20 seconds, then Node, then both. */
async function faults(bed: SoakBed): Promise<void> {
  await sleep(3000);
  await bed.killPostgres();
  await sleep(AWAY_MS);
  await bed.startPostgres();
  await sleep(5000);
  await bed.killService();
  await bed.startService();
  await sleep(4000);
  await bed.killPostgres();
  await sleep(1000);
  await bed.killService();
  await bed.startService(); // without its database
  await sleep(3000);
  await bed.startPostgres();
}

/** `npm run soak -- faults`: under load, PostgreSQL is killed for 20 s, then Node, then both. */
export async function soakFaults(): Promise<void> {
  const bed = new SoakBed();
  const verdict = new Verdict();
  try {
    await bed.startPostgres();
    await bed.startService();
    await populate(bed);
    const all = await requests(bed);
    const expected = all.filter(({ kind }) => kind === 'prediction');
    const [before] = await bed.sql<{ n: number }>('SELECT count(*)::int AS n FROM predictions');
    const until = Date.now() + SECONDS * 1000;
    const order = { url: bed.url, key: bed.key, connections: CONNECTIONS, answers: 1e9, until, faults: true };
    const [report] = await Promise.all([crowd({ ...order, expected }), faults(bed)]);
    const ready = await settled(bed);
    const ids = report.acknowledged.predictions;
    console.log(
      `${ids.length} predictions acknowledged, ${report.spooled} of them spooled; ${report.shed} times 503, ${report.lostLines} lines lost`,
    );
    const [found] = await bed.sql<{ n: number; whole: number; half: number; total: number }>(
      `SELECT (SELECT count(*)::int FROM predictions WHERE id = ANY($1)) AS n,
              (SELECT count(*)::int FROM audit_log WHERE event = 'prediction.made' AND entity_id = ANY($1::text[])) AS whole,
              (SELECT count(*)::int FROM predictions p WHERE NOT EXISTS (SELECT 1 FROM audit_log a
                 WHERE a.event = 'prediction.made' AND a.outcome = 'succeeded' AND a.entity_id = p.id::text)) AS half,
              (SELECT count(*)::int FROM predictions) AS total`,
      [ids],
    );
    verdict.expect('predictions went on without the database', report.spooled > 0, report.spooled);
    verdict.expect('no wrong answer', report.wrong.length === 0, report.wrong[0] ?? '');
    verdict.expect('no refusal but deliberate 503', report.failed.length === 0, report.failed[0] ?? '');
    verdict.expect('every acknowledged prediction is there once', found?.n === new Set(ids).size, found?.n);
    verdict.expect('no id was acknowledged for two requests', new Set(ids).size === ids.length);
    verdict.expect('each with one audit row', found?.whole === ids.length, found?.whole);
    verdict.expect('none is half there', found?.half === 0, found?.half);
    const extra = (found?.total ?? 0) - (before?.n ?? 0) - ids.length;
    verdict.expect('what was not acknowledged is at most one a connection and fault', extra <= CONNECTIONS * 5, extra);
    verdict.expect('nothing was set aside', ready.details.spool?.quarantined === 0);
    await sleep(2500); // the sealer's next passes
    const verified = await bed.call<{ ok: boolean; unsealed: number }>('GET', '/api/v1/audit/verify');
    verdict.expect('the audit chain verifies', verified.body.ok);
  } finally {
    await bed.close();
  }
  verdict.end();
}
