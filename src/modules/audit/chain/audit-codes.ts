import { createHmac, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DeploymentKeys } from '../../../platform/config/index.js';
import { type AuditRow, canonicalRow } from './canonical.js';

/** A link of the chain, without its own hash. */
export interface Link {
  readonly seq: bigint;
  readonly auditId: string;
  readonly occurredAt: Date;
  /** Code of the sealed row. */
  readonly digest: Buffer;
  readonly sealedAt: Date;
}

/** An end of the chain: the number of its last link and that link's hash. */
export interface ChainEnd {
  readonly seq: bigint;
  readonly chain: Buffer;
}

/** A cut that retention made. */
export interface Anchor extends ChainEnd {
  readonly droppedBefore: Date;
  readonly rowCount: bigint;
  readonly createdAt: Date;
}

/** The end of the empty chain. */
export const GENESIS: ChainEnd = { seq: 0n, chain: Buffer.alloc(32) };

export const sameCode = (a: Buffer, b: Buffer): boolean => a.length === b.length && timingSafeEqual(a, b);

/**
 * Every code of the audit trail: HMAC-SHA-256 under keys derived from the deployment's audit key, one for each use, so
 * that a code of one kind never passes for another. The database never sees the key: who can write tables can still
 * not make a row, a link, a head or an anchor that verifies.
 */
@Injectable()
export class AuditCodes {
  private readonly secret: string;
  private readonly derived = new Map<string, Buffer>();

  constructor(keys: DeploymentKeys) {
    this.secret = keys.auditKey;
  }

  private code(use: string, ...parts: readonly (string | Buffer)[]): Buffer {
    const hmac = createHmac('sha256', this.keyOf(use));
    for (const part of parts) hmac.update(part);
    return hmac.digest();
  }

  private keyOf(use: string): Buffer {
    const known = this.derived.get(use);
    if (known) return known;
    const key = createHmac('sha256', this.secret).update(`audit-${use}`).digest();
    this.derived.set(use, key);
    return key;
  }

  /** Code of a row. */
  row(row: AuditRow): Buffer {
    return this.code('row', canonicalRow(row));
  }

  /** Hash of a link: over the hash before it, the row's code, and what the link says of the row. */
  link(previous: Buffer, { seq, auditId, occurredAt, digest, sealedAt }: Link): Buffer {
    const facts = JSON.stringify([seq.toString(), auditId, occurredAt.toISOString(), sealedAt.toISOString()]);
    return this.code('link', previous, digest, facts);
  }

  /** Code of the chain's end. */
  head({ seq, chain }: ChainEnd): Buffer {
    return this.code('head', chain, seq.toString());
  }

  /** Code of a cut. */
  anchor({ seq, chain, droppedBefore, rowCount, createdAt }: Anchor): Buffer {
    const facts = [seq.toString(), rowCount.toString(), droppedBefore.toISOString(), createdAt.toISOString()];
    return this.code('anchor', chain, JSON.stringify(facts));
  }

  /** Code of an archive's manifest. */
  archive(manifest: string): Buffer {
    return this.code('archive', manifest);
  }
}
