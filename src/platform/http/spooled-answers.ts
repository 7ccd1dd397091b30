import { Injectable, type OnModuleInit } from '@nestjs/common';
import { TransactionHost } from '@nestjs-cls/transactional';
import { TransactionalAdapterTypeOrm } from '@nestjs-cls/transactional-adapter-typeorm';
import { type AnswerPart, Spool } from '../spool/spool.js';
import { spoolingDraft } from '../spool/spool-draft.js';
import { SpoolParts } from '../spool/spool-parts.js';
import type { Place } from '../spool/segment-log.js';
import type { SpooledKey } from '../spool/spooled-keys.js';
import type { Claim, KeyedRequest, StoredAnswer } from './idempotency.store.js';

/** The part of a record with the answer of a request that carried an idempotency key. */
interface KeptAnswer extends AnswerPart {
  readonly claim: string;
  readonly at: string;
  readonly answer: StoredAnswer;
}

const keyOf = ({ actor, keyDigest, requestDigest }: KeyedRequest): SpooledKey => ({
  ...{ actor, key: keyDigest.toString('hex'), request: requestDigest.toString('hex') },
});

/** Idempotency keys while the database is away: answers stand in the spool, and go into the table with the replay. */
@Injectable()
export class SpooledAnswers implements OnModuleInit {
  constructor(
    private readonly spool: Spool,
    private readonly parts: SpoolParts,
    private readonly transactions: TransactionHost<TransactionalAdapterTypeOrm>,
  ) {}

  onModuleInit(): void {
    this.parts.register<KeptAnswer>({ name: 'answer', rank: 40, replay: (answers) => this.replay(answers) });
  }

  /** What became of a key whose record is not replayed yet; undefined for any other. */
  async find(request: KeyedRequest): Promise<Claim | undefined> {
    const state = this.spool.keys.find(keyOf(request));
    if (state === undefined || state === 'other-request' || state === 'in-flight') return state;
    try {
      return (await this.spool.answerAt(state)) as StoredAnswer | undefined;
    } catch {
      return undefined; // replayed in this moment: the table knows it
    }
  }

  /** Holds a key for the request under way. Returns how to keep its answer; without one, the key is free again. */
  hold(request: KeyedRequest, claim: string): (answer: StoredAnswer) => void {
    const key = keyOf(request);
    const draft = spoolingDraft();
    this.spool.keys.hold(key);
    draft?.whenSettled((place) => {
      if (place === undefined) this.spool.keys.release(key);
      else this.spool.keys.keep(key, place as Place);
    });
    return (answer) => {
      const kept: KeptAnswer = { ...key, claim, at: new Date().toISOString(), answer };
      if (draft) draft.parts.answer = kept;
    };
  }

  /** An answer that is there already stays: it was given first. */
  private async replay(answers: readonly KeptAnswer[]): Promise<void> {
    const column = (of: (answer: KeptAnswer) => unknown): unknown[] => answers.map(of);
    await this.transactions.tx.query(
      `INSERT INTO idempotency_keys AS k
         (actor, key_digest, request_digest, claim, claimed_at, expires_at, status, body, headers)
       SELECT DISTINCT ON (u.actor, u.key) u.actor, decode(u.key, 'hex'), decode(u.request, 'hex'), u.claim, u.at,
              u.at + interval '24 hours', u.status, u.body, u.headers
         FROM unnest($1::text[], $2::text[], $3::text[], $4::uuid[], $5::timestamptz[], $6::smallint[], $7::text[],
                     $8::jsonb[]) AS u(actor, key, request, claim, at, status, body, headers)
       ON CONFLICT (actor, key_digest) DO UPDATE
         SET claim = excluded.claim, status = excluded.status, body = excluded.body, headers = excluded.headers
         WHERE k.status IS NULL AND k.request_digest = excluded.request_digest`,
      [
        ...[column(({ actor }) => actor), column(({ key }) => key), column(({ request }) => request)],
        ...[column(({ claim }) => claim), column(({ at }) => at), column(({ answer }) => answer.status)],
        ...[column(({ answer }) => answer.body), column(({ answer }) => JSON.stringify(answer.headers))],
      ],
    );
  }
}
