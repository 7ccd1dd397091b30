import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LedgerEntry } from '../../src/modules/simulations/index.js';
import { ForecastLedger } from '../../src/modules/simulations/index.js';
import { rateRequest } from '../factories/rate-contract.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { query } from '../support/database.js';
import { asSomeone } from '../support/medium-app.js';
import { until } from '../support/until.js';

describe('jobs of simulations', () => {
  let test: TestApp;
  const CBP = { code: 'CBP', denominator: 1000, numerator: 740, open: [{ count: 100, probability: 0.6 }] };

  beforeAll(async () => {
    // Nobody works on the queue until the test has changed what it wants to.
    test = await startTestApp({ JOBS_IN_PROCESS: 'false' });
  });
  afterAll(() => test.close());

  async function order(): Promise<{ id: string; jobId: string }> {
    const body = { ...rateRequest(), kind: 'monteCarlo', outlooks: [CBP], draws: 200, asJob: true };
    const answer = await test.call('POST', '/api/v1/simulations', { key: test.keys.analyst, body });
    expect(answer.status).toBe(202);
    return answer.body as { id: string; jobId: string };
  }
  const read = async (path: string) => (await test.call('GET', `/api/v1/${path}`, { key: test.keys.viewer })).body;

  it('are cancelled while they wait: the simulation ends at once, without a result', async () => {
    const { id, jobId } = await order();
    await test.call('POST', `/api/v1/jobs/${jobId}/cancel`, { key: test.keys.analyst, body: {} });
    expect(await read(`simulations/${id}`)).toMatchObject({ status: 'cancelled', result: null });
  });

  it('fail rather than compute by rules that were replaced, and say so', async () => {
    const { id, jobId } = await order();
    await query(test.location.ownerUrl, `UPDATE simulations SET ruleset_digest = 'other' WHERE id = $1`, [id]);
    const gone = await order();
    await query(test.location.ownerUrl, 'DELETE FROM simulations WHERE id = $1', [gone.id]);
    const { JobWorkers } = await import('../../src/platform/jobs/index.js');
    await test.app.get(JobWorkers).start();
    await until(async () => (await read(`jobs/${jobId}`)).finishedAt !== null);
    expect(await read(`jobs/${jobId}`)).toMatchObject({ status: 'failed', errorCode: 'ruleset-changed' });
    expect(await read(`simulations/${id}`)).toMatchObject({ status: 'failed', result: null });
    await until(async () => (await read(`jobs/${gone.jobId}`)).finishedAt !== null);
    expect(await read(`jobs/${gone.jobId}`)).toMatchObject({ status: 'failed', errorCode: 'simulation-deleted' });
  });

  it('record a forecast once for each source', async () => {
    const entry: LedgerEntry = {
      contractId: 'H0001',
      starYear: 2027,
      source: 'snapshot',
      sourceId: '00000000-0000-7000-8000-000000000001',
      rating: 'overall',
      fourOrMore: 0.4,
      expectedStars: 3.7,
      measures: [],
      ruleSet: { version: '2026.1', digest: 'd' },
      inputsDigest: 'i',
      modelVersions: {},
      seed: null,
    };
    const ledger = test.app.get(ForecastLedger);
    const record = () => asSomeone(test.app, () => ledger.record(entry, 'system'));
    expect(await record()).toBe(await record());
    expect(await query(test.location.ownerUrl, 'SELECT 1 FROM forecasts')).toHaveLength(1);
  });
});
