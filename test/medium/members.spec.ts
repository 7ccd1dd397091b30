import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../../src/app.setup.js';
import { DeploymentKeys, parseEnvironment } from '../../src/platform/config/index.js';
import {
  HashGenerations,
  MemberHasher,
  MemberRekey,
  MembersRepository,
  MembersService,
} from '../../src/modules/members/index.js';
import { rawMemberId } from '../factories/index.js';
import { startTestApp, TEST_KEYS, type TestApp } from '../support/app.js';
import { query } from '../support/database.js';
import { asSomeone } from '../support/medium-app.js';

const FACTS = { contractId: 'H1234', active: true, firstActivityOn: null, lastActivityOn: null };
const NEW_KEY = 'n'.repeat(40);

describe('member hashes', () => {
  const hasherOf = (keys: string): MemberHasher => new MemberHasher(new DeploymentKeys(keys, '', ''));

  it('are HMAC-SHA-256 under the key', () => {
    // printf 'M-1' | openssl dgst -sha256 -hmac mmm…
    expect(hasherOf('m'.repeat(64)).ofRawId('M-1')[0]?.toString('hex')).toBe(
      'f96ce5caf8a7e9710b66bac16ff364abd521f580a6df3341fd779961f9b125ce',
    );
    expect(hasherOf('m'.repeat(64)).ofRawId('M-1')).not.toEqual(hasherOf('o'.repeat(64)).ofRawId('M-1'));
  });

  it('of each generation follow from the one before without the raw id', () => {
    const hasher = hasherOf([TEST_KEYS.memberHashKey, NEW_KEY, 'p'.repeat(40)].join(','));
    const [first, second, third] = hasher.ofRawId('M-1');
    if (!first || !second || !third) throw new Error('three generations');
    expect(hasher.advance(first, 1, 2)).toEqual(second);
    expect(hasher.advance(first, 1, 3)).toEqual(third);
    expect(hasher.candidates(first)).toEqual(expect.arrayContaining([first, second, third]));
    expect(hasher.candidates(second)).toEqual(expect.arrayContaining([second, third]));
  });

  it('need keys that are long, and different in each generation', () => {
    expect(() => hasherOf('short').check()).toThrow(/32/);
    expect(() => hasherOf(`${NEW_KEY},${NEW_KEY}`).check()).toThrow(/own/);
  });
});

describe('members in the database', () => {
  let test: TestApp;
  let members: MembersService;
  beforeAll(async () => {
    test = await startTestApp();
    members = test.app.get(MembersService);
  });
  afterAll(() => test.close());

  it('16 first uses at once give one row, one creation and fifteen finds', async () => {
    const memberId = rawMemberId();
    const all = await Promise.all(
      Array.from({ length: 16 }, () => asSomeone(test.app, () => members.getOrCreate(memberId, FACTS))),
    );
    expect(all.filter(({ created }) => created)).toHaveLength(1);
    expect(new Set(all.map(({ member }) => member.id)).size).toBe(1);
    const hash = test.app.get(MemberHasher).ofRawId(memberId)[0];
    const rows = await query(test.location.url, 'SELECT 1 FROM members WHERE member_hash = $1', [hash]);
    expect(rows).toHaveLength(1);
  });

  it('16 uses at once with different days keep the first and the last of them', async () => {
    const memberId = rawMemberId();
    const days = Array.from({ length: 16 }, (_, index) => `2026-03-${String(10 + index)}`);
    await Promise.all(
      days.map((day) =>
        asSomeone(test.app, () =>
          members.getOrCreate(memberId, { ...FACTS, firstActivityOn: day, lastActivityOn: day }),
        ),
      ),
    );
    const { firstActivityOn, lastActivityOn } = await asSomeone(test.app, () => members.find({ memberId }));
    expect([firstActivityOn, lastActivityOn]).toEqual(['2026-03-10', '2026-03-25']);
  });

  it('refuse a key that is not the one the members were hashed with', async () => {
    const environment = parseEnvironment({ NODE_ENV: 'test', LOG_LEVEL: 'silent' });
    const keys = new DeploymentKeys('x'.repeat(64), TEST_KEYS.auditKey, '');
    const other = await createApp({ environment, keys, location: test.location });
    await expect(other.init()).rejects.toThrow(/MEMBER_HASH_KEY: key 1/);
    await other.close();
  });

  it('cannot have a hash of another length, a contract of another form, or activity that ends before it starts', async () => {
    const insert = (hash: string, contract: string, first: string): Promise<unknown> =>
      query(
        test.location.url,
        `INSERT INTO members (member_hash, hash_generation, contract_id, active, first_activity_on, last_activity_on,
           version, created_at, updated_at) VALUES ($1, 1, $2, true, $3, '2026-02-01', 1, now(), now())`,
        [Buffer.from(hash), contract, first],
      );
    await expect(insert('short', 'H1234', '2026-01-01')).rejects.toThrow(/members_member_hash/);
    await expect(insert('h'.repeat(32), 'h1', '2026-01-01')).rejects.toThrow(/members_contract_id/);
    await expect(insert('h'.repeat(32), 'H1234', '2026-03-01')).rejects.toThrow(/members_activity/);
  });
});

describe('changing the member hash key', () => {
  let old: TestApp;
  let both: Awaited<ReturnType<typeof createApp>>;
  beforeAll(async () => {
    old = await startTestApp();
    const keys = new DeploymentKeys(`${TEST_KEYS.memberHashKey},${NEW_KEY}`, TEST_KEYS.auditKey, '');
    both = await createApp({
      environment: parseEnvironment({ NODE_ENV: 'test', LOG_LEVEL: 'silent' }),
      keys,
      location: old.location,
    });
    await both.init();
  });
  afterAll(async () => {
    await both.close();
    await old.close();
  });

  const use = (app: TestApp['app'], memberId: string): Promise<{ created: boolean }> =>
    asSomeone(app, () => app.get(MembersService).getOrCreate(memberId, FACTS));

  it('is accepted beside the old one: before, while and after members are rekeyed', async () => {
    const [early, late] = [rawMemberId(), rawMemberId()];
    await use(old.app, early);
    expect(await use(both, early)).toMatchObject({ created: false });
    await use(both, late); // still under the old key, which is current
    expect(await use(old.app, late)).toMatchObject({ created: false });
    const oldHash = old.app.get(MemberHasher).ofRawId(early)[0]?.toString('hex');

    await both.get(HashGenerations).makeNewestCurrent();
    const meanwhile = rawMemberId();
    expect(await use(both, meanwhile)).toMatchObject({ created: true });
    expect(await use(both, early)).toMatchObject({ created: false });

    const { generation, rekeyed } = await both.get(MemberRekey).run();
    expect([generation, rekeyed]).toEqual([2, 2]);
    expect(await use(both, early)).toMatchObject({ created: false });
    expect(await use(both, meanwhile)).toMatchObject({ created: false });
    const found = await asSomeone(both, () => both.get(MembersService).find({ memberHash: oldHash }));
    expect(found.memberHash).toEqual(both.get(MemberHasher).ofRawId(early)[1]);
    const rows = await query<{ n: number }>(old.location.url, 'SELECT count(*)::int AS n FROM members');
    expect(rows[0]?.n).toBe(3);
    expect(await both.get(MemberRekey).run()).toEqual({ generation: 2, rekeyed: 0 });
  });

  it('stops instances that do not know the new key from adding members twice', async () => {
    await expect(use(old.app, rawMemberId())).rejects.toMatchObject({ code: 'unavailable' });
    expect(await both.get(MembersRepository).byHashes([])).toBeUndefined();
  });
});
