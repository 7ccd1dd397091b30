import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Anchor, ChainEnd, Link } from './audit-codes.js';
import type { AuditRow } from './canonical.js';

/** A row of the log with the code that it carries. */
export type CodedRow = AuditRow & { readonly mac: Buffer };

/** A link with its hash and the row that it seals, if that still exists. */
export type StoredLink = Link & { readonly chain: Buffer; readonly row: CodedRow | null };

export type SignedHead = ChainEnd & { readonly mac: Buffer };
export type SignedAnchor = Anchor & { readonly mac: Buffer };

const ROW = `a.id, a.occurred_at AS "occurredAt", a.actor, a.event, a.entity_type AS "entityType", a.entity_id AS "entityId",
  a.contract_id AS "contractId", a.outcome, a.request_id AS "requestId", a.before, a.after, a.mac`;

type Raw<T> = { [K in keyof T]: T[K] extends bigint ? string : T[K] };

interface RawLink extends Raw<Link & { chain: Buffer }>, Omit<CodedRow, 'occurredAt' | 'id'> {
  readonly id: string | null;
  readonly rowOccurredAt: Date;
}

/** The chain's tables, within a transaction of the caller. */
@Injectable()
export class ChainRepository {
  /** Rows that wait to be sealed, oldest first. */
  async unsealed(manager: EntityManager, limit: number): Promise<CodedRow[]> {
    return manager.query(
      `SELECT ${ROW} FROM audit_unsealed u JOIN audit_log a ON a.occurred_at = u.occurred_at AND a.id = u.audit_id
       ORDER BY u.occurred_at, u.audit_id LIMIT $1`,
      [limit],
    );
  }

  async unsealedCount(manager: EntityManager): Promise<number> {
    const rows: { count: number }[] = await manager.query('SELECT count(*)::int AS count FROM audit_unsealed');
    return rows[0]?.count ?? 0;
  }

  async head(manager: EntityManager): Promise<SignedHead | undefined> {
    const rows: Raw<SignedHead>[] = await manager.query('SELECT seq, chain, mac FROM audit_head');
    return rows.map((row) => ({ ...row, seq: BigInt(row.seq) }))[0];
  }

  /** The end that the links themselves have. */
  async lastLink(manager: EntityManager): Promise<ChainEnd | undefined> {
    const rows: Raw<ChainEnd>[] = await manager.query('SELECT seq, chain FROM audit_seal ORDER BY seq DESC LIMIT 1');
    return rows.map((row) => ({ ...row, seq: BigInt(row.seq) }))[0];
  }

  /** All cuts, the last one first. */
  async anchors(manager: EntityManager): Promise<SignedAnchor[]> {
    const rows: Raw<SignedAnchor>[] = await manager.query(
      `SELECT dropped_before AS "droppedBefore", seq, chain, row_count AS "rowCount", created_at AS "createdAt", mac
       FROM audit_anchor ORDER BY audit_anchor.created_at DESC`,
    );
    return rows.map((row) => ({ ...row, seq: BigInt(row.seq), rowCount: BigInt(row.rowCount) }));
  }

  /** Links after `seq` in order, each with its row. */
  async linksAfter(manager: EntityManager, seq: bigint, limit: number): Promise<StoredLink[]> {
    const rows: RawLink[] = await manager.query(
      `SELECT s.seq, s.audit_id AS "auditId", s.occurred_at AS "linkOccurredAt", s.digest, s.chain,
              s.sealed_at AS "sealedAt", ${ROW.replace('AS "occurredAt"', 'AS "rowOccurredAt"')}
       FROM audit_seal s LEFT JOIN audit_log a ON a.occurred_at = s.occurred_at AND a.id = s.audit_id
       WHERE s.seq > $1 ORDER BY s.seq LIMIT $2`,
      [seq.toString(), limit],
    );
    return rows.map((raw) => {
      const { seq: number, auditId, digest, chain, sealedAt, id, rowOccurredAt, ...rest } = raw;
      const occurredAt = (raw as unknown as { linkOccurredAt: Date }).linkOccurredAt;
      const row = id === null ? null : { ...rest, id, occurredAt: rowOccurredAt };
      return { seq: BigInt(number), auditId, occurredAt, digest, sealedAt, chain, row };
    });
  }

  /** Adds links, moves the head and takes the rows off the queue: three statements, whatever their number. */
  async append(manager: EntityManager, links: readonly (Link & { chain: Buffer })[], head: SignedHead): Promise<void> {
    await manager.query(
      `INSERT INTO audit_seal (seq, audit_id, occurred_at, digest, chain, sealed_at)
       SELECT * FROM unnest($1::bigint[], $2::uuid[], $3::timestamptz[], $4::bytea[], $5::bytea[], $6::timestamptz[])`,
      [
        links.map((link) => link.seq.toString()),
        links.map((link) => link.auditId),
        links.map((link) => link.occurredAt.toISOString()),
        links.map((link) => link.digest),
        links.map((link) => link.chain),
        links.map((link) => link.sealedAt.toISOString()),
      ],
    );
    await manager.query(
      `INSERT INTO audit_head (id, seq, chain, mac) VALUES (1, $1, $2, $3)
       ON CONFLICT (id) DO UPDATE SET seq = excluded.seq, chain = excluded.chain, mac = excluded.mac`,
      [head.seq.toString(), head.chain, head.mac],
    );
  }

  async takeOffQueue(
    manager: EntityManager,
    rows: readonly { readonly id: string; readonly occurredAt: Date }[],
  ): Promise<void> {
    await manager.query(
      `DELETE FROM audit_unsealed u USING unnest($1::timestamptz[], $2::uuid[]) AS done (occurred_at, id)
       WHERE u.occurred_at = done.occurred_at AND u.audit_id = done.id`,
      [rows.map((row) => row.occurredAt.toISOString()), rows.map((row) => row.id)],
    );
  }
}
