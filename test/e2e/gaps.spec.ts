import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rawMemberId } from '../factories/index.js';
import { startTestApp, testKey, type TestApp } from '../support/app.js';
import type { Answer } from '../support/client.js';

describe('gaps over REST', () => {
  let test: TestApp;
  beforeAll(async () => {
    test = await startTestApp();
  });
  afterAll(() => test.close());

  const call = (method: string, path: string, body?: unknown, headers = {}): Promise<Answer> =>
    test.call(method, `/api/v1${path}`, { key: test.keys.analyst, body, headers });
  const newMember = async (contractId = 'H1234'): Promise<string> => {
    const memberId = rawMemberId();
    await call('POST', '/members', { memberId, contractId });
    return memberId;
  };
  const OPEN = { measure: 'BCS', measurementYear: 2026, evidence: 'open', source: 'claim', asOf: '2026-03-01' };
  const report = async (part: object = {}): Promise<Answer> => {
    const memberId = 'memberId' in part ? part.memberId : await newMember();
    return call('POST', '/gaps', { ...OPEN, reason: 'no_service', memberId, ...part });
  };
  const gap = async (part: object = {}): Promise<string> => ((await report(part)).body as { id: string }).id;

  it('are added once and read back, without the raw id', async () => {
    const memberId = await newMember();
    const first = await report({ memberId, tier: 'high', priority: 87.5, dueOn: '2026-09-30' });
    expect(first.status).toBe(201);
    expect(first.body).toMatchObject({
      evidence: 'open',
      work: 'identified',
      priority: 87.5,
      tier: 'high',
      version: 1,
    });
    expect(first.body).toMatchObject({
      contractId: 'H1234',
      dueOn: '2026-09-30',
      adherence: null,
      reason: 'no_service',
    });
    expect(JSON.stringify(first.body)).not.toContain(memberId);
    const again = await report({ memberId, tier: 'high', priority: 87.5, dueOn: '2026-09-30' });
    expect([again.status, again.body.id]).toEqual([200, first.body.id]);
    const read = await call('GET', `/gaps/${first.body.id}`);
    expect(read.body).toEqual(again.body);
    expect(read.headers.get('etag')).toBe(`"${read.body.version}"`);
    const { memberHash } = first.body;
    expect((await report({ memberId: undefined, memberHash, priority: 12 })).body).toMatchObject({ priority: 12 });
  });

  it('move by evidence, work and assignment, with history', async () => {
    const id = await gap();
    expect((await call('POST', `/gaps/${id}/assignment`, { owner: 'team-a', dueOn: '2026-08-01' })).body).toMatchObject(
      {
        ...{ work: 'assigned', owner: 'team-a', dueOn: '2026-08-01' },
      },
    );
    expect((await call('POST', `/gaps/${id}/work`, { work: 'scheduled' })).body).toMatchObject({ work: 'scheduled' });
    const closed = { evidence: 'closed', source: 'chart', asOf: '2026-05-01' };
    expect((await call('POST', `/gaps/${id}/evidence`, closed)).body).toMatchObject({
      ...closed,
      work: 'scheduled',
      reason: null,
    });
    expect((await call('POST', `/gaps/${id}/work`, { work: 'completed' })).status).toBe(200);
    const { body } = await call('GET', `/gaps/${id}/history`);
    expect(
      body.items.map((row: Record<string, unknown>) => [row.version, row.cause, row.evidenceTo, row.workTo]),
    ).toEqual([
      [2, 'assignment', 'open', 'assigned'],
      [3, 'work', 'open', 'scheduled'],
      [4, 'evidence', 'closed', 'scheduled'],
      [5, 'work', 'closed', 'completed'],
    ]);
    expect(body.items[0].changedBy).toMatch(/^key:/);
  });

  it('refuse what is not legal with 409 and change nothing', async () => {
    const memberId = await newMember();
    const id = await gap({ memberId, evidence: 'closed', reason: undefined });
    const answers = [
      await call('POST', `/gaps/${id}/evidence`, { evidence: 'open', source: 'claim', asOf: '2026-03-01' }),
      await report({ memberId }),
      await call('POST', `/gaps/${id}/evidence`, { evidence: 'excluded', source: 'claim', asOf: '2026-02-01' }),
      await call('POST', `/gaps/${id}/work`, { work: 'contacted' }),
      await call('POST', `/gaps/${id}/assignment`, { owner: 'team-a' }),
    ];
    expect(answers.map(({ status, body }) => [status, body.code])).toEqual(Array(5).fill([409, 'conflict']));
    expect((await call('GET', `/gaps/${id}`)).body).toMatchObject({ evidence: 'closed', version: 1 });
  });

  it('are assigned to nobody again, and never called assigned without an owner', async () => {
    const id = await gap();
    expect((await call('POST', `/gaps/${id}/work`, { work: 'assigned' })).status).toBe(400);
    await call('POST', `/gaps/${id}/assignment`, { owner: 'team-a' });
    expect((await call('POST', `/gaps/${id}/assignment`, { owner: null })).body).toMatchObject({
      work: 'identified',
      owner: null,
    });
  });

  it('change as they were read', async () => {
    const id = await gap();
    const patch = (body: object, tag?: string): Promise<Answer> =>
      call('PATCH', `/gaps/${id}`, body, tag === undefined ? {} : { 'if-match': tag });
    expect(await patch({ priority: 40, tier: 'low' }, '"1"')).toMatchObject({
      body: { priority: 40, tier: 'low', version: 2 },
    });
    expect((await patch({ priority: 50 }, '"1"')).status).toBe(412);
    expect((await patch({ priority: 50 })).status).toBe(412);
    expect((await call('POST', `/gaps/${id}/work`, { work: 'contacted' }, { 'if-match': '"1"' })).status).toBe(412);
    expect((await patch({ dueOn: '2029-01-01' }, '*')).status).toBe(400);
    expect(
      (await patch({ adherence: { treatmentStart: '2026-01-01', daysCovered: 1, coveredThrough: '2026-01-01' } }, '*'))
        .status,
    ).toBe(400);
  });

  it('of two reports at the same time, both are weighed, one after the other', async () => {
    const id = await gap();
    const answers = await Promise.all(
      ['closed', 'excluded'].map((evidence) =>
        call('POST', `/gaps/${id}/evidence`, { evidence, source: 'claim', asOf: '2026-04-01' }),
      ),
    );
    // closed then excluded is legal; excluded then closed is not: either way the row ends excluded.
    expect(answers.map(({ status }) => status).sort()[0]).toBe(200);
    expect((await call('GET', `/gaps/${id}`)).body.evidence).toBe('excluded');
  });

  it('keep what adherence measures have covered, what they allow and until when the member can pass', async () => {
    const adherence = { treatmentStart: '2026-01-01', daysCovered: 90, coveredThrough: '2026-03-31' };
    const answer = await report({ measure: 'PDC-STA', reason: 'days_missed', adherence });
    expect(answer.body.adherence).toEqual({ daysCovered: 90, daysAllowed: 73, passUntil: '2026-06-13' });
    const wrong = await report({ measure: 'PDC-STA', adherence: { ...adherence, daysCovered: 91 } });
    expect([wrong.status, wrong.body.errors[0].code]).toEqual([400, 'adherence-facts']);
    const nested = await report({ measure: 'PDC-STA', adherence: { ...adherence, coveredThrough: 'soon' } });
    expect(nested.body.errors[0].pointer).toBe('/adherence/coveredThrough');
  });

  it.each([
    ['a measure that is none', { measure: 'HEI' }, 'measure-of-year'],
    ['a measure of another year', { measure: 'COA-PA' }, 'measure-of-year'],
    ['a day outside the year', { asOf: '2025-12-31' }, 'day-of-year'],
    ['a day beyond the run-out', { asOf: '2027-07-01' }, 'day-of-year'],
    ['a reason without open evidence', { evidence: 'closed' }, 'reason-without-open'],
    ['a priority above 100', { priority: 101 }, 'max'],
    ['both names of a member', { memberHash: 'a'.repeat(64) }, 'one-member'],
  ])('refuse %s', async (_what, part, code) => {
    const answer = await report(part);
    expect([answer.status, answer.body.errors[0].code]).toEqual([400, code]);
  });

  it('are seen together for a member', async () => {
    const memberId = await newMember();
    await report({ memberId, measure: 'COL' });
    const { body } = await report({ memberId, evidence: 'closed', reason: undefined });
    const view = await call('GET', `/members/${body.memberHash}/gaps?measurementYear=2026`);
    expect(view.body).toMatchObject({ open: 1, items: [{ measure: 'BCS' }, { measure: 'COL' }] });
    expect((await call('GET', `/members/${body.memberHash}/gaps?measurementYear=2025`)).body.items).toEqual([]);
  });

  it('give the worklist and the rates of a contract', async () => {
    for (const part of [{ priority: 10 }, { priority: 90 }, { evidence: 'closed', reason: undefined }]) {
      await report({ memberId: await newMember('H4000'), ...part });
    }
    await report({ memberId: await newMember('H4000'), evidence: 'excluded', reason: undefined });
    const list = await call('GET', '/gaps?contractId=H4000&measure=BCS,COL&work=identified');
    expect(list.body.items.map(({ priority }: { priority: number }) => priority)).toEqual([90, 10]);
    const { body } = await call('GET', '/gaps/rates?contractId=H4000&measurementYear=2026');
    expect(body.items).toEqual([
      {
        ...{ measure: 'BCS', starId: 'C01', direction: 'higher', scored: true, open: 2, closed: 1, prospective: 0 },
        ...{ excluded: 1, notApplicable: 0, numerator: 1, denominator: 3, rate: 100 / 3 },
      },
    ]);
    expect(body.starYear).toBe(2028);
    expect((await call('GET', '/gaps?contractId=H4000&measure=NOPE')).status).toBe(400);
    expect((await call('GET', '/gaps')).status).toBe(400);
  });

  it('without adherence facts of the year are refused, and a repeated filter is a list', async () => {
    const { body } = await report({ memberId: await newMember('H4100'), measure: 'COL', reason: undefined });
    expect(body).toMatchObject({ reason: null, priority: 0, tier: null });
    const list = await call('GET', '/gaps?contractId=H4100&measure=BCS&measure=COL&evidence=open');
    expect(list.body.items).toHaveLength(1);
    expect((await call('GET', '/gaps/rates?contractId=H4101&measurementYear=2026')).body.items).toEqual([]);
    const whole = {
      treatmentStart: '2026-01-01',
      treatmentEnd: '2026-06-30',
      daysCovered: 90,
      coveredThrough: '2026-03-31',
    };
    const until = await report({ measure: 'PDC-DR', reason: 'days_missed', adherence: whole });
    expect(until.body.adherence).toMatchObject({ daysAllowed: 36, passUntil: '2026-05-07' });
  });

  it('keep tracked measures apart from scored ones', async () => {
    await report({ memberId: await newMember('H4200'), measure: 'BPD' });
    const { body } = await call('GET', '/gaps/rates?contractId=H4200&measurementYear=2026');
    expect(body.items).toMatchObject([{ measure: 'BPD', starId: null, scored: false }]);
  });

  it('of another contract are not there', async () => {
    const id = await gap();
    const { text: key } = await testKey(test.app, 'analyst', { contracts: ['H2222'] });
    const paths = [
      `/gaps/${id}`,
      `/gaps/${id}/history`,
      '/gaps?contractId=H1234',
      '/gaps/rates?contractId=H1234&measurementYear=2026',
    ];
    const reads = await Promise.all(paths.map((path) => test.call('GET', `/api/v1${path}`, { key })));
    const write = await test.call('POST', `/api/v1/gaps/${id}/work`, { key, body: { work: 'contacted' } });
    expect([...reads, write].map(({ status }) => status)).toEqual(Array(5).fill(404));
    const viewer = await test.call('POST', `/api/v1/gaps/${id}/work`, {
      key: test.keys.viewer,
      body: { work: 'contacted' },
    });
    expect(viewer.status).toBe(403);
  });
});
