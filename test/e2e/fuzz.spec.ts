import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PROBLEMS } from '../../src/platform/http/problem.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { MARKER } from '../support/fuzz/hostile-values.js';
import { type ApiDescription, type FuzzRequest, operationsOf } from '../support/fuzz/operations.js';

/** Requests to each operation; FUZZ_RUNS=1000 for a long run, FUZZ_SEED for another one. */
const RUNS = Number(process.env.FUZZ_RUNS ?? 12);
const SEED = Number(process.env.FUZZ_SEED ?? 20261125);
const LONGEST_MS = 10_000;

/** The committed description: another test keeps it equal to the code. */
const API = JSON.parse(readFileSync(join(import.meta.dirname, '../../docs/openapi.json'), 'utf8')) as ApiDescription;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

describe('every operation of the API, with requests made from its description', { timeout: 3_600_000 }, () => {
  let test: TestApp;
  const statuses = new Map<number, number>();
  beforeAll(async () => {
    test = await startTestApp({ RATE_LIMIT_PER_MINUTE: '100000000', JOBS_IN_PROCESS: 'false' });
  });
  afterAll(() => test.close());

  async function known(): Promise<Record<string, string[]>> {
    const key = test.keys.admin;
    const body = { contractId: 'H1234', measurementYear: 2026 };
    const member = { memberId: 'F-1', contractId: 'H1234' };
    expect((await test.call('POST', '/api/v1/members', { key, body: member })).status).toBe(201);
    const evidence = { evidence: 'open', source: 'claim', asOf: '2026-03-01', reason: 'no_service' };
    const gap = { memberId: 'F-1', measurementYear: 2026, measure: 'BCS', ...evidence };
    const made = await test.call('POST', '/api/v1/gaps', { key, body: gap });
    expect(made.status).toBe(201);
    const snapshot = await test.call('POST', '/api/v1/portfolio/snapshots', { key, body });
    const id = [made.body.id, snapshot.body.id, 'reference-GSD', '0197e1c0-0000-7000-8000-000000000000'] as string[];
    return { id, memberHash: [made.body.memberHash as string], contractId: ['H1234'], starYear: ['2026'] };
  }

  /** Sends a request and checks what must hold for every answer. */
  async function hold({ method, path, headers, body }: FuzzRequest): Promise<void> {
    const response = await fetch(`${test.url}${path}`, {
      method,
      headers: { ...headers, 'x-api-key': test.keys.admin },
      ...(body === undefined ? {} : { body }),
      redirect: 'manual',
      signal: AbortSignal.timeout(LONGEST_MS),
    });
    const { status } = response;
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
    if (status < 400) return void (await response.body?.cancel());
    const text = await response.text();
    expect(text).not.toContain(MARKER);
    expect(text).not.toMatch(/node_modules|\bat \w+ \(|SELECT |INSERT /);
    expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    const problem = JSON.parse(text) as { code: keyof typeof PROBLEMS; status: number } & Record<string, unknown>;
    expect(problem).toMatchObject({ status, title: PROBLEMS[problem.code][1], detail: expect.any(String) });
    expect(problem.type).toBe(`urn:star-optimizer:problem:${problem.code}`);
    expect(problem.requestId).toMatch(UUID);
    if (status === 503) expect(response.headers.get('retry-after')).toMatch(/^\d+$/);
    else expect(status).toBeLessThan(500);
  }

  it('neither breaks, hangs, repeats input nor answers anything but a problem document', async () => {
    const operations = operationsOf(API, await known());
    const broken: string[] = [];
    for (const { id, requests } of operations) {
      const run = fc.assert(fc.asyncProperty(requests, hold), {
        numRuns: RUNS,
        seed: SEED,
        includeErrorInReport: true,
      });
      await run.catch((error: Error) => broken.push(`${id}: ${error.message}`));
    }
    expect(broken.join('\n')).toBe('');
    const counts = [...statuses].sort(([a], [b]) => a - b).map(([status, count]) => `${status}: ${count}`);
    process.stdout.write(`fuzz: ${operations.length} operations × ${RUNS} requests, ${counts.join(', ')}\n`);
    expect(operations.length).toBeGreaterThan(80);
    expect([...statuses.values()].reduce((sum, count) => sum + count, 0)).toBe(operations.length * RUNS);
    expect(statuses.get(400)).toBeGreaterThan(0);
    expect((statuses.get(200) ?? 0) + (statuses.get(201) ?? 0)).toBeGreaterThan(operations.length);
  });
});
