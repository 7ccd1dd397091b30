import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rawMemberId, strangerHash } from '../factories/index.js';
import { startTestApp, testKey, type TestApp } from '../support/app.js';
import type { Answer } from '../support/client.js';
import { query } from '../support/database.js';

describe('members over REST', () => {
  let test: TestApp;
  beforeAll(async () => {
    test = await startTestApp();
  });
  afterAll(() => test.close());

  const post = (path: string, body: unknown, headers = {}): Promise<Answer> =>
    test.call('POST', `/api/v1/members${path}`, { key: test.keys.analyst, body, headers });
  const created = async (contractId = 'H1234'): Promise<{ memberId: string; memberHash: string; id: string }> => {
    const memberId = rawMemberId();
    const { body } = await post('', { memberId, contractId });
    return { memberId, ...(body as { memberHash: string; id: string }) };
  };
  const patch = (hash: string, body: unknown, tag?: string): Promise<Answer> =>
    test.call('PATCH', `/api/v1/members/${hash}`, {
      ...{ key: test.keys.analyst, body },
      headers: tag === undefined ? {} : { 'if-match': tag },
    });

  it('are added by raw id and named by hash, and the raw id comes back nowhere', async () => {
    const memberId = rawMemberId();
    const answer = await post('', { memberId, contractId: 'H1234', firstActivityOn: '2026-01-15' });
    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({ contractId: 'H1234', active: true, lastActivityOn: '2026-01-15', version: 1 });
    expect(answer.body.memberHash).toMatch(/^[0-9a-f]{64}$/);
    expect(answer.headers.get('location')).toBe(`/api/v1/members/${answer.body.memberHash}`);
    expect(answer.headers.get('etag')).toBe('"1"');
    expect(JSON.stringify([answer.body, [...answer.headers]])).not.toContain(memberId);
    const read = await test.call('GET', `/api/v1/members/${answer.body.memberHash}`, { key: test.keys.viewer });
    expect(read.body).toEqual(answer.body);
    expect((await post('/lookup', { memberId })).body).toEqual(answer.body);
    expect(await post('', { memberId, contractId: 'H1234' })).toMatchObject({
      status: 409,
      body: { code: 'conflict' },
    });
  });

  it('are got or created: 201 the first time, 200 afterwards with wider activity', async () => {
    const memberId = rawMemberId();
    const first = await post('/get-or-create', { memberId, contractId: 'H1234', lastActivityOn: '2026-03-01' });
    const again = await post('/get-or-create', { memberId, contractId: 'H1234', lastActivityOn: '2026-04-01' });
    expect([first.status, again.status]).toEqual([201, 200]);
    expect(again.body).toMatchObject({ firstActivityOn: '2026-03-01', lastActivityOn: '2026-04-01', version: 2 });
    expect((await post('/get-or-create', { memberId, contractId: 'H9999' })).status).toBe(409);
  });

  it('are changed only as they were read', async () => {
    const { memberHash } = await created();
    const changed = await patch(memberHash, { active: false, lastActivityOn: '2026-06-01' }, '"1"');
    expect(changed).toMatchObject({ status: 200, body: { active: false, lastActivityOn: '2026-06-01', version: 2 } });
    expect(changed.headers.get('etag')).toBe('"2"');
    expect(await patch(memberHash, { active: true }, '"1"')).toMatchObject({ status: 412 });
    expect(await patch(memberHash, { active: true })).toMatchObject({ status: 412 });
    expect(await patch(memberHash, { active: true }, '*')).toMatchObject({ status: 200, body: { version: 3 } });
    expect(await patch(memberHash, { firstActivityOn: '2026-07-01' }, '*')).toMatchObject({ status: 400 });
    expect(await patch(memberHash, { contractId: 'H7777' }, '*')).toMatchObject({ body: { contractId: 'H7777' } });
    expect(await patch(strangerHash(), { active: true }, '*')).toMatchObject({ status: 404 });
  });

  it('are deactivated', async () => {
    const { memberHash } = await created();
    expect((await post(`/${memberHash}/deactivate`, {})).body).toMatchObject({ active: false });
  });

  it('are listed by contract, page by page, each once', async () => {
    const made = [await created('H5000'), await created('H5000'), await created('H5000')];
    await patch(made[1]?.memberHash ?? '', { active: false }, '*');
    const list = (query: string): Promise<Answer> =>
      test.call('GET', `/api/v1/members?contractId=H5000&${query}`, { key: test.keys.viewer });
    const first = await list('limit=2');
    const second = await list(`limit=2&cursor=${first.body.next}`);
    const ids = [...first.body.items, ...second.body.items].map(({ id }: { id: string }) => id);
    expect(ids).toEqual(made.map(({ id }) => id));
    expect(second.body.next).toBeNull();
    expect((await list('active=false')).body.items).toHaveLength(1);
    expect(await list(`cursor=${first.body.next}x`)).toMatchObject({ status: 400, body: { code: 'invalid-cursor' } });
    expect((await list('active=perhaps')).status).toBe(400);
  });

  it('of another contract are not there', async () => {
    const { memberHash, memberId } = await created('H1111');
    const { text: key } = await testKey(test.app, 'analyst', { contracts: ['H2222'] });
    const see = (method: string, path: string, body?: unknown): Promise<Answer> =>
      test.call(method, `/api/v1/members${path}`, { key, body, headers: { 'if-match': '*' } });
    const answers = await Promise.all([
      see('GET', `/${memberHash}`),
      see('PATCH', `/${memberHash}`, { active: false }),
      see('DELETE', `/${memberHash}`),
      see('POST', '/lookup', { memberId }),
      see('GET', '?contractId=H1111'),
      see('POST', '', { memberId: rawMemberId(), contractId: 'H1111' }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual(Array(6).fill(404));
  });

  it('are not written by a viewer, nor read without a key', async () => {
    const { memberHash } = await created();
    const byViewer = { key: test.keys.viewer, body: { memberId: rawMemberId(), contractId: 'H1234' } };
    expect((await test.call('POST', '/api/v1/members', byViewer)).status).toBe(403);
    expect((await test.call('GET', `/api/v1/members/${memberHash}`)).status).toBe(401);
  });

  it('that everybody changes at once keep every change', async () => {
    const { memberHash } = await created();
    const answers = await Promise.all(
      [1, 2, 3].map((n) => patch(memberHash, { lastActivityOn: `2026-0${n + 5}-01` }, '*')),
    );
    const done = answers.filter(({ status }) => status === 200).length;
    expect(answers.every(({ status }) => status === 200 || status === 409)).toBe(true);
    const { body } = await test.call('GET', `/api/v1/members/${memberHash}`, { key: test.keys.viewer });
    expect(body.version).toBe(1 + done);
  });

  it('of two conditional changes at once one is refused', async () => {
    const { memberHash } = await created();
    const answers = await Promise.all([true, false].map((active) => patch(memberHash, { active }, '"1"')));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412]);
  });

  it('are erased whole', async () => {
    const { memberHash, id } = await created();
    await query(
      test.location.url,
      `INSERT INTO gap_analysis (id, member_id, version, measurement_year, priority, evidence_as_of, created_at, updated_at,
         contract_id, measure, evidence, work, evidence_source)
       VALUES (gen_random_uuid(), $1, 1, 2026, 0, '2026-01-01', now(), now(), 'H1234', 'BCS', 'closed', 'identified', 'claim')`,
      [id],
    );
    const erase = (): Promise<Answer> =>
      test.call('DELETE', `/api/v1/members/${memberHash}`, { key: test.keys.analyst });
    expect((await erase()).status).toBe(204);
    expect((await erase()).status).toBe(404);
    expect(await query(test.location.url, 'SELECT 1 FROM gap_analysis WHERE member_id = $1', [id])).toEqual([]);
  });

  it.each([
    ['an id with a space', { memberId: 'M 1', contractId: 'H1234' }, '/memberId'],
    ['an empty id', { memberId: '', contractId: 'H1234' }, '/memberId'],
    ['a bad contract', { memberId: 'SECRET-7', contractId: 'X' }, '/contractId'],
    [
      'a day that is none',
      { memberId: 'SECRET-7', contractId: 'H1234', firstActivityOn: '2026-02-30' },
      '/firstActivityOn',
    ],
    ['an unknown field', { memberId: 'SECRET-7', contractId: 'H1234', birthday: '1950-01-01' }, '/birthday'],
  ])('refuse %s without repeating it', async (_what, body, pointer) => {
    const answer = await post('', body);
    expect(answer.status).toBe(400);
    expect(answer.body.errors[0].pointer).toBe(pointer);
    expect(JSON.stringify(answer.body)).not.toMatch(/SECRET-7|1950/);
  });
});
