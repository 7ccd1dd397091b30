import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A request that must happen once: who asked, digests of key and request, and the answer once there is one. */
@Entity('idempotency_keys')
@Check('idempotency_keys_key_digest', 'octet_length(key_digest) = 32')
@Check('idempotency_keys_request_digest', 'octet_length(request_digest) = 32')
@Check('idempotency_keys_answer', '(status IS NULL) = (headers IS NULL)')
@Index('idempotency_keys_expiry', ['expiresAt'])
export class IdempotencyKey {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'idempotency_keys_pk' })
  actor: string;

  /** Keyed digest: a client may have chosen the key badly, for example from a member's id. */
  @PrimaryColumn('bytea', { primaryKeyConstraintName: 'idempotency_keys_pk' })
  keyDigest: Buffer;

  /** Keyed digest of method, URL and body. */
  @Column('bytea')
  requestDigest: Buffer;

  /** The attempt that holds the key. */
  @Column('uuid')
  claim: string;

  @Column('timestamptz')
  claimedAt: Date;

  @Column('timestamptz')
  expiresAt: Date;

  /** Status of the answer; null while the request is in flight. */
  @Column('smallint', { nullable: true })
  status: number | null;

  /** The answer as JSON text; null without a body. */
  @Column('text', { nullable: true })
  body: string | null;

  @Column('jsonb', { nullable: true })
  headers: Record<string, string> | null;
}
