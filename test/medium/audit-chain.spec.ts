import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { canonicalJson } from '../../src/modules/audit/chain/canonical.js';
import { SEAL_LAG_MS } from '../../src/modules/audit/chain/verifier.js';
import { type AuditDatabase, auditDatabase, auditRow, rowStatement, rowValues } from '../support/audit-database.js';
import { query } from '../support/database.js';

describe('the sealed chain over the audit log', () => {
  let db: AuditDatabase;
  beforeEach(async () => {
    db = await auditDatabase();
  });
  afterEach(() => db.close());

  const rows = (count: number): ReturnType<typeof auditRow>[] => Array.from({ length: count }, () => auditRow());
  const verify = (now = new Date()): ReturnType<AuditDatabase['verifier']['verify']> => db.verifier.verify(now);
  const seqs = async (): Promise<number[]> =>
    (await query<{ seq: string }>(db.location.ownerUrl, 'SELECT seq FROM audit_seal ORDER BY seq')).map((row) =>
      Number(row.seq),
    );

  it('an empty trail is whole', async () => {
    expect(await db.sealer.pass()).toBe(0);
    expect(await verify()).toMatchObject({ ok: true, sealed: 0, waiting: 0, head: null });
  });

  it('seals rows in order without gaps; rows not reached yet only wait', async () => {
    await db.add(...rows(3));
    expect(await verify()).toMatchObject({ ok: true, sealed: 0, waiting: 3 });
    expect(await db.sealer.pass()).toBe(3);
    await db.add(...rows(2));
    expect(await db.sealer.pass()).toBe(2);
    expect(await seqs()).toEqual([1, 2, 3, 4, 5]);
    expect(await verify()).toMatchObject({ ok: true, sealed: 5, waiting: 0, faultCount: 0 });
  });

  it('seals more rows than one batch holds', async () => {
    const many = Array.from({ length: 1203 }, () => auditRow());
    await db.dataSource.transaction(async (manager) => {
      for (const row of many) await manager.query(rowStatement, rowValues(row, db.codes.row(row)));
    });
    expect(await db.sealer.pass()).toBe(1203);
    expect(await verify()).toMatchObject({ ok: true, sealed: 1203 });
  });

  it('a row that is committed late is sealed on a later pass', async () => {
    const late = auditRow();
    const runner = db.dataSource.createQueryRunner();
    await runner.startTransaction();
    await runner.query(rowStatement, rowValues(late, db.codes.row(late)));
    await db.add(...rows(2));
    expect(await db.sealer.pass()).toBe(2);
    await runner.commitTransaction();
    await runner.release();
    expect(await db.sealer.pass()).toBe(1);
    expect(await verify()).toMatchObject({ ok: true, sealed: 3 });
  });

  it('two sealers at once seal every row once', async () => {
    const other = await db.secondSealer();
    const all = rows(200);
    const adding = (async () => {
      for (let start = 0; start < all.length; start += 20) await db.add(...all.slice(start, start + 20));
    })();
    let sealed = 0;
    for (let round = 0; round < 30; round++) {
      const done = await Promise.all([db.sealer.pass(), other.pass(), db.sealer.pass()]);
      sealed += done.reduce((a, b) => a + b, 0);
    }
    await adding;
    sealed += (await db.sealer.pass()) + (await other.pass());
    expect(sealed).toBe(200);
    expect(await seqs()).toEqual(Array.from({ length: 200 }, (_, index) => index + 1));
    expect(await verify()).toMatchObject({ ok: true, sealed: 200 });
  });

  describe('names the first bad place and the kind when somebody with all rights', () => {
    const all = rows(5);
    const third = all[2] ?? auditRow();
    beforeEach(async () => {
      await db.add(...all);
      await db.sealer.pass();
      expect(await verify()).toMatchObject({ ok: true, sealed: 5 });
    });

    it.each([
      ['actor', `actor = 'key:2'`],
      ['outcome', `outcome = 'failed'`],
      ['after', `after = '{"a": "x"}'`],
      ['entity', 'entity_id = NULL'],
      ['code', `mac = decode(repeat('00', 32), 'hex')`],
    ])('changes a row: %s', async (_name, change) => {
      await db.tamper(`UPDATE audit_log SET ${change} WHERE id = '${third.id}'`);
      const { ok, faultCount, faults } = await verify();
      expect({ ok, faultCount }).toEqual({ ok: false, faultCount: 1 });
      expect(faults[0]).toMatchObject({ kind: 'changed', reason: 'row', seq: 3n, auditId: third.id });
    });

    it('removes a row', async () => {
      await db.tamper(`DELETE FROM audit_log WHERE id = '${third.id}'`);
      expect((await verify()).faults).toMatchObject([{ kind: 'missing', reason: 'gone', seq: 3n, auditId: third.id }]);
    });

    it('removes a row and its link', async () => {
      await db.tamper(`DELETE FROM audit_log WHERE id = '${third.id}'`, 'DELETE FROM audit_seal WHERE seq = 3');
      expect((await verify()).faults[0]).toMatchObject({ kind: 'missing', reason: 'gone', seq: 3n });
    });

    it('inserts a row without a valid code: it is not sealed either', async () => {
      const forged = auditRow();
      await db.dataSource.query(rowStatement, rowValues(forged, Buffer.alloc(32)));
      const inserted = { kind: 'inserted', reason: 'code', seq: null, auditId: forged.id };
      expect((await verify()).faults).toMatchObject([inserted]);
      expect(await db.sealer.pass()).toBe(0);
      expect((await verify()).faults).toMatchObject([inserted]);
    });

    it('inserts a link of their own', async () => {
      await db.tamper(
        `INSERT INTO audit_seal SELECT 6, '${auditRow().id}', occurred_at, digest, chain, sealed_at FROM audit_seal WHERE seq = 5`,
      );
      expect((await verify()).faults[0]).toMatchObject({ kind: 'changed', reason: 'link', seq: 6n });
    });

    it('cuts off the tail of the chain: new rows do not hide it', async () => {
      await db.tamper('DELETE FROM audit_seal WHERE seq > 3');
      expect((await verify()).faults[0]).toMatchObject({ kind: 'missing', reason: 'gone', seq: 4n });
      await db.add(auditRow());
      expect(await db.sealer.pass()).toBe(1);
      expect((await verify()).faults[0]).toMatchObject({ kind: 'missing', reason: 'gone', seq: 4n });
    });

    it('cuts off the tail, its rows, and turns the head back', async () => {
      await db.tamper(
        'DELETE FROM audit_log WHERE id IN (SELECT audit_id FROM audit_seal WHERE seq > 3)',
        'DELETE FROM audit_seal WHERE seq > 3',
        'UPDATE audit_head SET seq = 3, chain = (SELECT chain FROM audit_seal WHERE seq = 3)',
      );
      expect((await verify()).faults[0]).toMatchObject({ kind: 'changed', reason: 'head', seq: 3n });
    });

    it('removes the head', async () => {
      await db.tamper('DELETE FROM audit_head');
      expect((await verify()).faults[0]).toMatchObject({ kind: 'missing', reason: 'head', seq: 5n });
      await db.add(auditRow());
      expect(await db.sealer.pass()).toBe(1);
      expect((await verify()).ok).toBe(false);
    });

    it('sets a head in front of the chain', async () => {
      await db.tamper('UPDATE audit_head SET seq = 900');
      await db.add(auditRow());
      expect(await db.sealer.pass()).toBe(1);
      expect((await verify()).faults[0]).toMatchObject({ kind: 'missing', seq: 6n });
    });

    it('claims that retention dropped the row', async () => {
      await db.tamper(
        `INSERT INTO audit_anchor SELECT now() + interval '1 day', 3, chain, 3, now(), chain FROM audit_seal WHERE seq = 3`,
        `DELETE FROM audit_log WHERE id = '${third.id}'`,
      );
      const { faults } = await verify();
      expect(faults[0]).toMatchObject({ kind: 'changed', reason: 'anchor' });
      expect(faults[1]).toMatchObject({ kind: 'missing', seq: 3n });
    });

    it('takes a genuine row off the queue before it is sealed', async () => {
      const row = auditRow();
      await db.add(row);
      await db.dataSource.query('DELETE FROM audit_unsealed');
      expect((await verify()).faults).toMatchObject([{ kind: 'inserted', reason: 'unsealed', auditId: row.id }]);
    });

    it('removes a row before it is sealed', async () => {
      const row = auditRow();
      await db.add(row);
      await db.tamper(`DELETE FROM audit_log WHERE id = '${row.id}'`);
      expect((await verify()).faults).toMatchObject([{ kind: 'missing', reason: 'gone', auditId: row.id }]);
    });
  });

  it('a row that waits longer than the sealer ever takes is named', async () => {
    await db.add(auditRow());
    expect((await verify()).ok).toBe(true);
    const later = new Date(Date.now() + SEAL_LAG_MS + 60_000);
    expect((await verify(later)).faults).toMatchObject([{ kind: 'inserted', reason: 'unsealed' }]);
  });

  it('the number of statements of a verification does not grow with the rows', async () => {
    await db.add(...rows(3));
    await db.sealer.pass();
    const count = async (): Promise<number> => {
      let statements = 0;
      const runner = db.dataSource.createQueryRunner();
      const prototype = Object.getPrototypeOf(runner) as { query: (...args: unknown[]) => unknown };
      const original = prototype.query;
      prototype.query = function (this: unknown, ...args: unknown[]) {
        statements += 1;
        return original.apply(this, args);
      };
      try {
        await verify();
      } finally {
        prototype.query = original;
        await runner.release();
      }
      return statements;
    };
    const few = await count();
    expect(few).toBeGreaterThan(3);
    await db.add(...rows(60));
    await db.sealer.pass();
    expect(await count()).toBe(few);
  });

  it('canonical JSON is the same before and after jsonb', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.jsonValue(), { maxLength: 20 }),
        fc.string({ unit: 'binary' }),
        async (values, text) => {
          const payload = { values, text, [text]: -0, tiny: 5e-324, huge: 1.7976931348623157e308 };
          const sent = canonicalJson(payload);
          const [row] = await db.dataSource.query<{ back: unknown }[]>('SELECT $1::jsonb AS back', [sent]);
          expect(canonicalJson(row?.back)).toBe(sent);
        },
      ),
      { numRuns: 150 },
    );
  });
});
