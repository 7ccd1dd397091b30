import { once } from 'node:events';
import { type ClientRequest, request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApp, type TestApp } from '../support/app.js';
import { query } from '../support/database.js';
import { importFile, sendFile } from '../support/import-file.js';
import { until } from '../support/until.js';

describe('the door of imports', () => {
  let test: TestApp;
  beforeAll(async () => {
    test = await startTestApp({ IMPORT_SILENCE_MS: '1500' });
  });
  afterAll(() => test.close());

  const count = async (from: string): Promise<number> =>
    Number((await query<{ n: string }>(test.location.ownerUrl, `SELECT count(*) AS n FROM ${from}`))[0]?.n);
  const staged = () => count(`pg_tables WHERE schemaname = 'staging'`);

  it('refuses a header that does not fit, by place or known name', async () => {
    const refusal = async (text: string) => (await sendFile(test, 'kind=members', text)).body;
    expect(await refusal('memberId,contractId,123-45-6789\nx,H0001,y\n')).toMatchObject({
      status: 400,
      errors: [{ pointer: '/column 3', code: 'unknown-column' }],
    });
    expect(await refusal('memberId\nx\n')).toMatchObject({
      errors: [{ pointer: '/contractId', code: 'missing-column' }],
    });
    expect(await refusal('')).toMatchObject({ errors: [{ code: 'empty-file' }] });
    expect(await refusal('memberId,contractId\n\n')).toMatchObject({ errors: [{ code: 'empty-file' }] });
    expect(JSON.stringify(await refusal('123-45-6789,contractId\n'))).not.toContain('123-45');
    expect(await staged()).toBe(0);
  });

  it('refuses other content types, encodings and kinds', async () => {
    const status = async (q: string, options: object) => (await sendFile(test, q, 'x', options)).status;
    expect(await status('kind=members', { type: 'text/plain' })).toBe(415);
    expect(await status('kind=members', { type: 'application/json' })).toBe(400);
    expect(await status('kind=members', { headers: { 'content-encoding': 'br' } })).toBe(415);
    expect(await status('kind=everything', {})).toBe(400);
    expect(await status('kind=members', { key: test.keys.viewer })).toBe(403);
    const elsewhere = await test.call('POST', '/api/v1/members', {
      key: test.keys.analyst,
      body: 'x',
      headers: { 'content-type': 'text/csv' },
    });
    expect(elsewhere.status).toBe(415);
  });

  it('refuses a gzip bomb and broken gzip, and keeps nothing', async () => {
    const before = await count('jobs');
    const bomb = `memberId,contractId\n${'\n'.repeat(30_000_000)}`;
    expect((await sendFile(test, 'kind=members', bomb, { gzip: true })).body).toMatchObject({ status: 413 });
    const notGzip = await sendFile(test, 'kind=members', 'memberId', { headers: { 'content-encoding': 'gzip' } });
    expect(notGzip.status).toBe(400);
    expect(await count('jobs')).toBe(before);
    expect(await staged()).toBe(0);
  });

  /** A body of five gigabytes, as its header says, of which only some rows are sent. */
  async function huge(prefix: string): Promise<{ sent: ClientRequest; answer: Promise<string> }> {
    const headers = { 'x-api-key': test.keys.analyst, 'content-type': 'text/csv', 'content-length': 5 * 2 ** 30 };
    const sent = request(`${test.url}/api/v1/imports?kind=members`, { method: 'POST', headers });
    const answer = new Promise<string>((resolve, reject) => {
      sent.once('error', reject).once('response', (response) => {
        let text = '';
        response.on('data', (chunk: Buffer) => (text += chunk.toString()));
        response.once('end', () => resolve(`${response.statusCode} ${text}`)).once('error', reject);
      });
    });
    answer.catch(() => undefined);
    sent.write('memberId,contractId\n');
    const rows = (n: number): string => Array.from({ length: 1000 }, (_, i) => `${prefix}-${n}-${i},H0007\n`).join('');
    for (let n = 0; n < 50; n++) if (!sent.write(rows(n))) await once(sent, 'drain');
    await until(async () => (await uncommitted()) > 0); // the rows are on their way into the staging table
    return { sent, answer };
  }
  /** Sessions of the application; only its own role sees what they do. */
  const sessions = async (where: string): Promise<number> =>
    (await query(test.location.url, `SELECT 1 FROM pg_stat_activity WHERE ${where}`)).length;
  const uncommitted = () => sessions(`query LIKE 'COPY staging.%' AND state <> 'idle'`);
  async function nothingIsLeft(jobs: number): Promise<void> {
    await until(async () => (await uncommitted()) === 0 && (await staged()) === 0);
    expect(await count('jobs')).toBe(jobs);
    expect(await count(`members WHERE contract_id = 'H0007'`)).toBe(0);
    await until(
      async () => (await sessions(`state LIKE 'idle in transaction%' AND datname = current_database()`)) === 0,
    );
    expect((await importFile(test, 'kind=members', 'memberId,contractId\nafter,H0001\n')).status).toBe('succeeded');
  }

  it('keeps nothing of a stream of five gigabytes that is cut half-way', async () => {
    const jobs = await count('jobs');
    const { sent, answer } = await huge('CUT');
    sent.destroy();
    await expect(answer).rejects.toThrow();
    await nothingIsLeft(jobs);
  });

  it('hangs up on a client that falls silent half-way, and keeps nothing', async () => {
    const jobs = await count('jobs');
    const { answer } = await huge('SILENT');
    const text = await answer;
    expect(text).toMatch(/^408 .*"code":"request-timeout"/);
    expect(text).not.toContain('SILENT');
    await nothingIsLeft(jobs);
  });

  it('cuts no line in memory that is longer than allowed', async () => {
    const file = `memberId,contractId\n${'x'.repeat(3_000_000)},H0001\nfine,H0001\n`;
    const { errors, result } = await importFile(test, 'kind=members', file);
    expect(errors).toEqual([{ line: 2, field: null, code: 'line-too-long' }]);
    expect(result).toMatchObject({ accepted: 1 });
  });
});
