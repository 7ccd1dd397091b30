import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { ApiKeyStore } from '../../src/platform/security/index.js';
import type { DatabaseLocation } from '../../src/platform/database/index.js';
import { startTestApp } from '../support/app.js';
import { query, testDatabase } from '../support/database.js';
import { inDataFolder, inTables, inText } from './privacy-search.js';
import { type ServiceProcess, startService } from '../support/service-process.js';
import { until } from '../support/until.js';

/** What every raw member id and every feature value of this test contains. */
const RAW = 'RAWIDzq7431';
const FEATURE = 'FEATzx8842';
const NUMBER = '918273645.5463';
const MARKERS = [RAW, FEATURE, NUMBER];

interface Sent {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly apiKey?: string;
}

interface Answered {
  readonly id?: string;
  readonly finishedAt?: string | null;
}

describe('raw member ids and feature values stay nowhere', { timeout: 120_000 }, () => {
  let location: DatabaseLocation;
  let service: ServiceProcess;
  let dataDir: string;
  let key: string;
  let superuser: string;
  let log = '';
  let answers = '';
  beforeAll(async () => {
    location = await testDatabase();
    superuser = Object.assign(new URL(inject('superuser')), { pathname: new URL(location.url).pathname }).href;
    dataDir = mkdtempSync(join(tmpdir(), 'stars-privacy-'));
    const keeper = await startTestApp({ JOBS_IN_PROCESS: 'false' }, Promise.resolve(location));
    const order = { name: 'privacy', role: 'admin' as const, contracts: null, expiresAt: null, createdBy: 'system' };
    key = (await keeper.app.get(ApiKeyStore).insert(order)).text;
    await keeper.app.close();
    service = await startService({
      ...{ DATA_DIR: dataDir, LOG_LEVEL: 'debug', DATABASE_URL: location.url },
      ...{ DATABASE_MIGRATION_URL: location.ownerUrl, MEMBER_HASH_KEY: 'm'.repeat(64), AUDIT_KEY: 'a'.repeat(64) },
    });
    service.child.stderr?.on('data', (chunk: Buffer) => (log += chunk.toString()));
  });
  afterAll(async () => {
    service.child.kill('SIGTERM');
    await service.exit;
    rmSync(dataDir, { recursive: true, force: true });
    await location.stop();
  });

  /** Calls the API and keeps everything that comes back, lists of lines too. */
  async function send(method: string, path: string, options: Sent = {}): Promise<{ status: number; body: Answered }> {
    const { body, headers = {}, apiKey = key } = options;
    const isText = typeof body === 'string' || body instanceof Uint8Array;
    const response = await fetch(`${service.url}/api/v1${path}`, {
      method,
      body: body === undefined ? undefined : isText ? (body as string) : JSON.stringify(body),
      headers: {
        'x-api-key': apiKey,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
    });
    const text = await response.text();
    answers += `${JSON.stringify([...response.headers])}${text}`;
    const isJson =
      /json;|json$/.test(response.headers.get('content-type') ?? '') &&
      !/ndjson/.test(response.headers.get('content-type') ?? '');
    return { status: response.status, body: isJson && text !== '' ? (JSON.parse(text) as Answered) : {} };
  }
  const member = (door: string, more: object = {}): object => ({
    memberId: `${RAW}-${door}`,
    contractId: 'H0001',
    ...more,
  });
  const gap = (door: string, more: object = {}): object => ({
    ...{ memberId: `${RAW}-${door}`, measure: 'BCS', measurementYear: 2026, evidence: 'open', source: 'claim' },
    ...{ asOf: '2026-03-01', ...more },
  });
  async function importText(kind: string, text: string | Uint8Array, headers: Record<string, string>): Promise<void> {
    const answer = await send('POST', `/imports?kind=${kind}`, { body: text, headers });
    if (answer.status !== 202) return;
    const path = `/imports/${answer.body.id}`;
    await until(async () => (await send('GET', path)).body.finishedAt !== null);
    for (const further of ['', '/errors', '/errors?format=csv']) await send('GET', `${path}${further}`);
    await send('GET', `/jobs/${answer.body.id}`);
  }

  it('every door takes them: bodies valid and not, URLs, headers, replays', async () => {
    const idempotent = { headers: { 'idempotency-key': `${RAW}-key` } };
    expect((await send('POST', '/members', { body: member('created'), ...idempotent })).status).toBe(201);
    expect((await send('POST', '/members', { body: member('created'), ...idempotent })).status).toBe(201);
    expect((await send('POST', '/members', { body: member('other'), ...idempotent })).status).toBe(422);
    expect((await send('POST', '/members', { body: member('created') })).status).toBe(409);
    const gapOf = await send('POST', '/gaps', { body: gap('created') });
    expect(gapOf.status).toBe(201);
    const free = { headers: { 'x-request-id': `${RAW}-request`, traceparent: `00-${RAW}-${FEATURE}-01` } };
    expect((await send('GET', '/members?contractId=H0001', free)).status).toBe(200);
    expect((await send('POST', '/simulations', { body: { name: RAW, kind: FEATURE }, ...free })).status).toBe(400);
    const refused: [string, string, Sent][] = [
      ['POST', '/members', { body: member('bad', { contractId: RAW }) }],
      ['POST', '/members', { body: member('bad', { [`${FEATURE}`]: RAW }) }],
      ['POST', '/members', { body: member('x'.repeat(5000)) }],
      ['POST', '/members', { body: { memberId: [`${RAW}-list`], contractId: 'H0001' } }],
      ['POST', '/members', { body: `{"memberId": "${RAW}-malformed",, "feature": ${NUMBER}}` }],
      ['POST', '/members', { body: `${RAW}-text`, headers: { 'content-type': 'text/plain' } }],
      ['POST', `/gaps/${gapOf.body.id}/assignment`, { body: { owner: `${RAW}-created` } }],
      ['POST', `/gaps/${gapOf.body.id}/assignment`, { body: { owner: `${RAW} created` } }],
      ['POST', `/gaps/${gapOf.body.id}/work`, { body: { work: FEATURE } }],
      ['PUT', `/intervention-types/${RAW}`, { body: { name: FEATURE } }],
      ['POST', `/models?measure=${RAW}&version=${FEATURE}`, { body: { model: RAW } }],
      ['GET', `/models/${RAW}/versions/${FEATURE}`, {}],
      ['GET', `/simulations/${RAW}?name=${FEATURE}`, {}],
      ['GET', `/audit?actor=${RAW}%20${FEATURE}&event=${RAW}`, {}],
      ['POST', '/keys', { body: { name: `${RAW}\u0000`, role: FEATURE } }],
      ['POST', '/gaps', { body: gap('nobody') }],
      ['POST', '/gaps', { body: gap('created', { measure: FEATURE }) }],
      ['POST', '/gaps', { body: gap('created', { asOf: `${RAW}-day` }) }],
      ['POST', '/gaps', { body: gap('created', { priority: NUMBER }) }],
      ['POST', '/interventions', { body: { memberId: `${RAW}-created`, type: FEATURE, gapIds: [RAW] } }],
      ['POST', '/predictions', { body: member('created', { features: { hba1c: FEATURE, income: Number(NUMBER) } }) }],
      ['POST', '/predictions/batch', { body: [member('created', { features: { hba1c: FEATURE } })] }],
      ['POST', '/portfolio/snapshots', { body: { contractId: RAW, measurementYear: FEATURE } }],
      ['POST', '/exports', { body: { kind: RAW, measure: FEATURE } }],
      ['GET', `/members/${RAW}-path`, {}],
      ['GET', `/members/${RAW}-path/gaps?measurementYear=${FEATURE}`, {}],
      ['GET', `/gaps?contractId=${RAW}&owner=${FEATURE}%20`, {}],
      ['GET', `/portfolio/snapshots?cursor=${RAW}.${FEATURE}`, {}],
      ['GET', `/${RAW}/unknown?${FEATURE}=${NUMBER}`, {}],
      ['DELETE', `/members/${RAW}`, {}],
      ['GET', '/members?contractId=H0001', { apiKey: `${RAW}-${FEATURE}` }],
      ['GET', `/members/${'0'.repeat(64)}`, { headers: { 'if-match': RAW, 'user-agent': FEATURE, referer: RAW } }],
      ['PATCH', `/members/${'0'.repeat(64)}`, { body: { active: RAW }, headers: { 'if-match': `"${RAW}"` } }],
    ];
    for (const [method, path, options] of refused) {
      const { status } = await send(method, path, options);
      expect([path.replaceAll(RAW, '…'), status >= 400 && status < 500]).toEqual([path.replaceAll(RAW, '…'), true]);
    }
  });

  it('imports take them: valid, rejected, malformed, packed, cut, by column name', async () => {
    const csv = { 'content-type': 'text/csv' };
    const ndjson = { 'content-type': 'application/x-ndjson' };
    await importText('members', `memberId,contractId\n${RAW}-csv1,H0001\n${RAW}-csv2,${FEATURE}\n`, csv);
    await importText('members', `memberId,contractId,${RAW}\n${RAW}-x,H0001,${FEATURE}\n`, csv);
    await importText('members', `memberId,contractId\n"${RAW}-open,H0001\n${RAW}-y,H0001\n`, csv);
    await importText('members', `{"memberId":"${RAW}-nd","contractId":"H0001"}\n{"memberId":"${RAW}\n`, ndjson);
    const packed = gzipSync(`memberId,contractId\n${RAW}-gz,H0001\n${RAW}-gz,H0001\n`);
    await importText('members', packed, { ...csv, 'content-encoding': 'gzip' });
    await importText('members', packed.subarray(0, 30), { ...csv, 'content-encoding': 'gzip' });
    const columns = 'memberId,contractId,measurementYear,measure,evidence,source,asOf,priority';
    const rows = [
      `${RAW}-csv1,H0001,2026,BCS,open,claim,2026-03-01,5`,
      `${RAW}-no,H0001,2026,${FEATURE},open,claim,x,1`,
    ];
    await importText('gaps', `${columns}\n${rows.join('\n')}\n`, csv);
    await importText('gaps', `${columns}\n${RAW}-csv1,H0001,2026,BCS,closed,claim,2026-04-01,${NUMBER}\n`, csv);
    const members = await query(location.ownerUrl, `SELECT 1 FROM members WHERE contract_id = 'H0001'`);
    expect(members.length).toBeGreaterThanOrEqual(4); // created, csv1, nd, gz: the doors were open
  });

  it('what leaves has none: exports, lists, logs over the API, a snapshot', async () => {
    for (const kind of ['gaps', 'members', 'predictions', 'interventions', 'ratings']) {
      for (const format of ['csv', 'ndjson']) {
        expect((await send('POST', '/exports', { body: { kind, format } })).status).toBe(200);
      }
    }
    const body = { contractId: 'H0001', measurementYear: 2026 };
    expect((await send('POST', '/portfolio/snapshots', { body })).status).toBe(201);
    for (const path of ['/jobs', '/api-logs', '/audit', '/members?contractId=H0001', '/gaps?contractId=H0001']) {
      await send('GET', path);
    }
    expect(inText(answers, MARKERS)).toEqual([]);
  });

  it('no log line has any', async () => {
    await until(async () => (await query(location.ownerUrl, 'SELECT 1 FROM api_logs')).length > 20);
    expect(inText(`${log}${service.output()}`, MARKERS)).toEqual([]);
  });

  it('no row of any table, and no file of the data folder has any', async () => {
    expect(await inTables(superuser, MARKERS)).toEqual([]);
    expect(await inDataFolder(superuser, MARKERS)).toEqual([]);
  });

  it('the search finds what is planted: in text, in bytes, in a row and in a file', async () => {
    for (const lead of ['', 'a', 'ab']) {
      expect(inText(Buffer.from(`${lead}${RAW}-9`).toString('base64'), MARKERS)).toEqual([RAW]);
    }
    expect(inText(`{"message":"${FEATURE}"}`, MARKERS)).toEqual([FEATURE]);
    await query(superuser, `CREATE TABLE planted (id int, leak jsonb, bytes bytea)`);
    await query(
      superuser,
      `INSERT INTO planted VALUES (1, jsonb_build_object('deep', jsonb_build_array($1::text)), NULL)`,
      [`${FEATURE}-planted`],
    );
    expect(await inTables(superuser, MARKERS)).toEqual(['planted']);
    expect((await inDataFolder(superuser, MARKERS)).length).toBeGreaterThanOrEqual(1);
    await query(superuser, `UPDATE planted SET leak = NULL, bytes = convert_to($1, 'UTF8')`, [`${RAW}-planted`]);
    expect(await inTables(superuser, MARKERS)).toEqual(['planted']);
  });
});
