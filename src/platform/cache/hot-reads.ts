import { createHash, randomUUID } from 'node:crypto';
import { CACHE_MANAGER, type Cache } from '@nestjs/cache-manager';
import { Inject, Injectable } from '@nestjs/common';
import { TransactionHost } from '@nestjs-cls/transactional';
import { TransactionalAdapterTypeOrm } from '@nestjs-cls/transactional-adapter-typeorm';
import { Environment } from '../config/index.js';
import { canonicalJson, RequestContext } from '../http/index.js';
import { RedisLink } from '../redis/index.js';
import { CacheMetrics } from './cache-metrics.js';

/** Everything, whatever the contract. */
const ALL = '*';

/** A stamp is forgotten after this: entries have gone long before. */
const STAMP_MS = 3_600_000;

/** How much the clocks of instances may differ, and a replica's lag be found out late. */
const MARGIN_MS = 2000;

interface Entry {
  /** Stamps of everything and of the contract, as they were before the answer was made. */
  readonly stamps: string;
  readonly answer: unknown;
}

/** Which answer is asked for. */
export interface HotRead {
  /** Kind of the answer, such as `worklist`. */
  readonly kind: string;
  /** Contract that the answer is about; left out: no contract's. */
  readonly contractId?: string;
  /** What else tells answers apart. Only a digest of it becomes part of the key. */
  readonly asked: object;
}

/**
 * Answers that are asked for over and over, kept for `CACHE_SECONDS` and until something of their contract changes.
 * Whoever asks must have been let in before: an answer is the same for everybody who may see the contract.
 *
 * A change gives its contract a new stamp once it is committed. An answer counts only with the stamps that were there
 * before it was made: what was read before a change is never given after it.
 */
@Injectable()
export class HotReads {
  private readonly ttlMs: number;
  private readonly lagMs: number;
  private readonly underWay = new Map<string, Promise<unknown>>();

  constructor(
    @Inject(CACHE_MANAGER) private readonly cache: Cache,
    private readonly redis: RedisLink,
    private readonly context: RequestContext,
    private readonly transactions: TransactionHost<TransactionalAdapterTypeOrm>,
    private readonly metrics: CacheMetrics,
    environment: Environment,
  ) {
    this.ttlMs = environment.CACHE_SECONDS * 1000;
    const replicated = (environment.DATABASE_REPLICA_URLS?.length ?? 0) > 0;
    this.lagMs = replicated ? environment.DATABASE_REPLICA_MAX_LAG_MS + MARGIN_MS : 0;
  }

  /** The kept answer, or a new one. The answer must be plain JSON, and is not to be changed. */
  async get<T>(read: HotRead, load: () => Promise<T>): Promise<T> {
    if (this.ttlMs === 0 || this.context.wantsNewest || this.inTransaction) return load();
    const key = keyOf(read);
    const scope = read.contractId ?? ALL;
    const found = await this.ask(() => this.cache.mget<unknown>([stampKey(ALL), stampKey(scope), key]));
    if (found === undefined) return load(); // the store is away
    const stamps = await this.stamps(found as (string | undefined)[], scope);
    const entry = found[2] as Entry | undefined;
    const hit = entry !== undefined && entry.stamps === stamps;
    this.metrics.asked(read.kind, hit);
    return (hit ? entry.answer : this.fresh(key, stamps, load)) as Promise<T>;
  }

  /** Notes that something of a contract has changed, or of any when it is not known which. */
  async changed(contractId?: string | null): Promise<void> {
    if (this.ttlMs === 0) return;
    await this.ask(() => this.cache.set(stampKey(contractId ?? ALL), newStamp(Date.now()), STAMP_MS));
  }

  /** Simultaneous callers wait for one answer. */
  private fresh(key: string, stamps: string, load: () => Promise<unknown>): Promise<unknown> {
    const name = `${key} ${stamps}`;
    const present = this.underWay.get(name);
    if (present) return present;
    const task = this.make(key, stamps, load).finally(() => this.underWay.delete(name));
    this.underWay.set(name, task);
    return task;
  }

  private async make(key: string, stamps: string, load: () => Promise<unknown>): Promise<unknown> {
    // Shortly after a change a replica may not have it yet, and the answer would be kept as if it had.
    const primaryOnly = this.lagMs > 0 && Date.now() - newest(stamps) < this.lagMs;
    const answer = await (primaryOnly ? this.transactions.withoutTransaction(load) : load());
    const entry: Entry = { stamps, answer };
    await this.ask(() => this.cache.set(key, entry, this.ttlMs));
    return answer;
  }

  /** Stamps that are not there yet are made: a forgotten one never comes back. */
  private async stamps([all, own]: readonly (string | undefined)[], scope: string): Promise<string> {
    const made = newStamp(0);
    if (all === undefined) await this.ask(() => this.cache.set(stampKey(ALL), made, STAMP_MS));
    if (own === undefined && scope !== ALL) await this.ask(() => this.cache.set(stampKey(scope), made, STAMP_MS));
    return `${all ?? made} ${own ?? made}`;
  }

  private ask<T>(question: () => Promise<T>): Promise<T | undefined> {
    return this.redis.client ? this.redis.ask(question) : question();
  }

  private get inTransaction(): boolean {
    return this.transactions.tx.queryRunner?.isTransactionActive === true;
  }
}

const stampKey = (scope: string): string => `sro:stamp:${scope}`;

/** A stamp tells when it was made; 0 when nothing is known to have changed. */
const newStamp = (at: number): string => `${at}:${randomUUID()}`;

const newest = (stamps: string): number => Math.max(...stamps.split(' ').map((stamp) => Number(stamp.split(':')[0])));

function keyOf({ kind, contractId, asked }: HotRead): string {
  const digest = createHash('sha256').update(canonicalJson(asked)).digest('base64url').slice(0, 27);
  return `sro:${kind}:${contractId ?? ALL}:${digest}`;
}
