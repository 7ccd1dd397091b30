import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { TransactionHost } from '@nestjs-cls/transactional';
import { TransactionalAdapterTypeOrm } from '@nestjs-cls/transactional-adapter-typeorm';
import { DataSource } from 'typeorm';
import { IdempotencyKey } from './idempotency-key.entity.js';

/** A request as its digests. */
export interface KeyedRequest {
  readonly actor: string;
  readonly keyDigest: Buffer;
  readonly requestDigest: Buffer;
}

/** A stored answer. */
export interface StoredAnswer {
  readonly status: number;
  readonly body: string | null;
  readonly headers: Readonly<Record<string, string>>;
}

/** What became of trying to hold a key. */
export type Claim = 'claimed' | 'in-flight' | 'other-request' | StoredAnswer;

/** Rows that each claim sweeps away once they have expired, so that no job is needed. */
const SWEEP = 10;

/** A claim that was not renewed for this long belongs to a process that has died. */
const LEASE_SECONDS = 10;

/** The table of idempotency keys, shared by all instances. Times are the database's own. */
@Injectable()
export class IdempotencyStore {
  constructor(
    private readonly transactions: TransactionHost<TransactionalAdapterTypeOrm>,
    @InjectDataSource() private readonly source: DataSource,
  ) {}

  /**
   * Holds a key for a request, on a connection of its own, so that other instances see it at once. A key is free when
   * it is new, expired, or was held by an attempt of the same request that must have died.
   */
  async claim({ actor, keyDigest, requestDigest }: KeyedRequest, claim: string): Promise<Claim> {
    const held: unknown[] = await this.source.query(
      `WITH swept AS (
         DELETE FROM idempotency_keys WHERE (actor, key_digest) IN (
           SELECT actor, key_digest FROM idempotency_keys
            WHERE expires_at < now() AND NOT (actor = $1 AND key_digest = $2)
            ORDER BY expires_at LIMIT ${SWEEP} FOR UPDATE SKIP LOCKED))
       INSERT INTO idempotency_keys AS k (actor, key_digest, request_digest, claim, claimed_at, expires_at)
       VALUES ($1, $2, $3, $4, now(), now() + interval '24 hours')
       ON CONFLICT (actor, key_digest) DO UPDATE
         SET request_digest = excluded.request_digest, claim = excluded.claim, claimed_at = excluded.claimed_at,
             expires_at = excluded.expires_at, status = NULL, body = NULL, headers = NULL
         WHERE k.expires_at < now()
            OR (k.status IS NULL AND k.claimed_at < now() - interval '${LEASE_SECONDS} seconds'
                AND k.request_digest = excluded.request_digest)
       RETURNING 1`,
      [actor, keyDigest, requestDigest, claim],
    );
    if (held.length > 0) return 'claimed';
    const found = await this.source.getRepository(IdempotencyKey).findOneBy({ actor, keyDigest });
    if (!found) return 'in-flight'; // released in this moment: the client may try again
    if (!found.requestDigest.equals(requestDigest)) return 'other-request';
    const { status, body, headers } = found;
    return status === null || headers === null ? 'in-flight' : { status, body, headers };
  }

  /** Renews claims whose requests are still worked on; those that others have taken over stay theirs. */
  async renew(claims: readonly (KeyedRequest & { readonly claim: string })[]): Promise<void> {
    await this.source.query(
      `UPDATE idempotency_keys k SET claimed_at = now()
         FROM unnest($1::text[], $2::bytea[], $3::uuid[]) AS c(actor, key_digest, claim)
        WHERE k.actor = c.actor AND k.key_digest = c.key_digest AND k.claim = c.claim AND k.status IS NULL`,
      [claims.map(({ actor }) => actor), claims.map(({ keyDigest }) => keyDigest), claims.map(({ claim }) => claim)],
    );
  }

  /** Keeps the answer within the transaction of the effect; false when the key is held by another attempt by now. */
  async complete({ actor, keyDigest }: KeyedRequest, claim: string, answer: StoredAnswer): Promise<boolean> {
    const { affected } = await this.transactions.tx
      .getRepository(IdempotencyKey)
      .update({ actor, keyDigest, claim }, { ...answer, headers: { ...answer.headers } });
    return affected === 1;
  }

  /** Lets go of a key whose request came to nothing. */
  async release({ actor, keyDigest }: KeyedRequest, claim: string): Promise<void> {
    await this.source.query(
      'DELETE FROM idempotency_keys WHERE actor = $1 AND key_digest = $2 AND claim = $3 AND status IS NULL',
      [actor, keyDigest, claim],
    );
  }
}
