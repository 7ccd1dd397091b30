import { createClient } from '@redis/client';
import pg from 'pg';
import { benchLimits } from './cache-limits.js';
import { Caller } from './call.js';
import type { Figures } from './figures.js';
import { durations, percentile } from './percentiles.js';
import { type BenchService, startBenchService, startBeside } from './service.js';

const MEMBERS = 20_000;
const CONTRACT = 'H1001';
const YEAR = 2026;
const REDIS_URL = process.env.REDIS_URL ?? 'redis://127.0.0.1:6379';
const KEYS = { MEMBER_HASH_KEY: 'm'.repeat(64), AUDIT_KEY: 'a'.repeat(64) };
/** Instances are measured in turns, so that whatever else the machine does meets all of them. */
const [TURNS, CALLS] = [10, 60];

/** Five gaps a member, a quarter of them open. */
const GAPS = `
  WITH m AS (
    INSERT INTO members (member_hash, hash_generation, contract_id, active, version, created_at, updated_at)
    SELECT sha256(convert_to(n::text, 'UTF8')), 1, '${CONTRACT}', true, 1, now(), now()
      FROM generate_series(1, ${MEMBERS}) n RETURNING id)
  INSERT INTO gap_analysis (id, member_id, version, measurement_year, priority, evidence_as_of, created_at, updated_at,
    contract_id, measure, evidence, work, evidence_source)
  SELECT gen_random_uuid(), m.id, 1, ${YEAR}, (m.id * 7919 + n * 104729) % 10000 / 100.0, '2026-03-01', now(), now(),
         '${CONTRACT}', (ARRAY['BCS', 'COL', 'CBP', 'GSD', 'PDC-STA'])[n],
         CASE WHEN (m.id + n) % 4 = 0 THEN 'open' ELSE 'closed' END, 'identified', 'claim'
    FROM m CROSS JOIN generate_series(1, 5) n`;

const WORKLIST = `/gaps?contractId=${CONTRACT}&measurementYear=${YEAR}&limit=100`;
const SNAPSHOT = `/portfolio/snapshots/latest?contractId=${CONTRACT}&measurementYear=${YEAR}`;
const READS: readonly (readonly [string, string])[] = [
  ['worklist, first page of 100', WORKLIST],
  ['latest snapshot', SNAPSHOT],
];

async function fill({ ownerUrl }: BenchService): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    await client.query(GAPS);
    await client.query('ANALYZE');
  } finally {
    await client.end();
  }
}

async function redisAnswers(): Promise<boolean> {
  const client = createClient({ url: REDIS_URL, socket: { reconnectStrategy: false } });
  client.on('error', () => undefined); // said by the answer
  try {
    await client.connect();
    client.destroy();
    return true;
  } catch {
    return false;
  }
}

/** Durations of a read of each instance. */
async function inTurns(callers: readonly Caller[], path: string): Promise<number[][]> {
  const taken: number[][] = callers.map(() => []);
  for (let turn = 0; turn < TURNS; turn++) {
    for (const [i, caller] of callers.entries()) {
      taken[i].push(...(await durations(CALLS, turn === 0 ? 100 : 5, () => caller.call('GET', path))));
    }
  }
  return taken;
}

async function benchHotReads(callers: readonly Caller[], figures: Figures): Promise<void> {
  for (const [what, path] of READS) {
    const [without = [], ...cached] = await inTurns(callers, path);
    for (const [i, kept] of cached.entries()) {
      const name = ['memory', 'Redis'][i];
      for (const at of [50, 99]) {
        figures.add({
          ...{ what: `${what}, kept in ${name}, p${at}`, value: percentile(kept, at), unit: 'ms' },
          floor: { what: 'without a cache', value: percentile(without, at) },
          ...(at === 50 ? { target: { of: 'ratio', atMost: 1 } } : {}),
        });
      }
    }
  }
}

/** A rule set stays in memory whatever the settings; a client that has it is told so. */
async function benchRuleSet(caller: Caller, figures: Figures): Promise<void> {
  const path = `/rulesets/${YEAR}`;
  const etag = await caller.etag(path);
  const seen = { headers: { 'if-none-match': etag } };
  const [whole, same]: number[][] = [[], []];
  for (let turn = 0; turn < TURNS; turn++) {
    whole.push(...(await durations(CALLS, 10, () => caller.call('GET', path))));
    same.push(...(await durations(CALLS, 10, () => caller.call('GET', path, seen))));
  }
  figures.add({
    ...{ what: 'rule set that the client has (304), p50', value: percentile(same, 50), unit: 'ms' },
    floor: { what: 'the whole rule set', value: percentile(whole, 50) },
    target: { of: 'ratio', atMost: 1 },
  });
}

/** `npm run bench -- cache`: hot reads without a cache, with one in memory and with one in Redis; what limits cost. */
export async function benchCache(figures: Figures): Promise<void> {
  const without = await startBenchService({ ...KEYS, CACHE_SECONDS: '0' });
  const services = [without];
  try {
    await fill(without);
    const cached = { ...KEYS, CACHE_SECONDS: '3' };
    services.push(await startBeside(without, cached));
    if (await redisAnswers()) services.push(await startBeside(without, { ...cached, REDIS_URL }));
    else figures.note('left out: no Redis answers at REDIS_URL');
    const callers = services.map((service) => new Caller(service));
    await callers[0].call('POST', '/portfolio/snapshots', { json: { contractId: CONTRACT, measurementYear: YEAR } });
    await benchHotReads(callers, figures);
    await benchRuleSet(callers[0], figures);
    await benchLimits(services[1], SNAPSHOT, figures);
    for (const caller of callers) caller.close();
  } finally {
    for (const service of services.toReversed()) await service.stop();
  }
}
