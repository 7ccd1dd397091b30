import { timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Environment } from '../config/index.js';
import { isDatabaseAway } from '../http/index.js';
import { ApiKeyStore } from './api-key.store.js';
import { KeyCache } from './key-cache.js';
import { type PresentedKey, parseKey } from './key-format.js';
import { KeyUsage } from './key-usage.js';
import { permissionsOf, type Principal } from './principal.js';

/** Longest wait for the database before known keys are accepted without it. */
const LOOK_UP_WAIT_MS = 2000;
const CACHED_KEYS = 10_000;

interface KnownKey {
  readonly id: string;
  readonly prefix: string;
  /** Milliseconds since 1970, or Infinity. */
  readonly expiresAt: number;
  readonly principal: Principal;
}

/** Tells good API keys from others. Unknown, malformed, expired and revoked keys are all the same to the caller. */
@Injectable()
export class ApiKeys {
  private readonly cache: KeyCache<KnownKey>;
  private readonly ttlMs: number;
  /** Prefixes revoked by this process, refused until the cache can no longer hold what was read before. */
  private readonly revokedHere = new Map<string, number>();

  constructor(
    private readonly store: ApiKeyStore,
    private readonly usage: KeyUsage,
    environment: Environment,
  ) {
    this.ttlMs = environment.API_KEY_CACHE_SECONDS * 1000;
    this.cache = new KeyCache<KnownKey>({
      ttlMs: this.ttlMs,
      offlineMs: environment.API_KEY_OFFLINE_SECONDS * 1000,
      waitMs: LOOK_UP_WAIT_MS,
      capacity: CACHED_KEYS,
      isAway: isDatabaseAway,
      now: Date.now,
    });
  }

  /**
   * Whose key it is; null for any key that is not accepted.
   * @param onlyKnown accept keys seen before only, and look up no others.
   * @throws KeysUnavailable when the database is away and the key is not known from before.
   */
  async principalOf(text: string, onlyKnown: boolean): Promise<Principal | null> {
    const presented = parseKey(text);
    if (!presented || this.isRevokedHere(presented.prefix)) return null;
    const digest = presented.digest.toString('hex');
    if (onlyKnown && !this.cache.knows(digest)) return null;
    const key = await this.cache.get(digest, () => this.load(presented));
    if (!key || key.expiresAt <= Date.now() || this.isRevokedHere(presented.prefix)) return null;
    this.usage.note(key.id, new Date());
    return key.principal;
  }

  /** Refuses a key from now on, before its revocation is committed and seen elsewhere. */
  forget(prefix: string): void {
    this.revokedHere.set(prefix, Date.now() + this.ttlMs);
    this.cache.forget((key) => key.prefix === prefix);
  }

  private isRevokedHere(prefix: string): boolean {
    const until = this.revokedHere.get(prefix);
    if (until === undefined) return false;
    if (until > Date.now()) return true;
    this.revokedHere.delete(prefix);
    return false;
  }

  private async load({ prefix, digest }: PresentedKey): Promise<KnownKey | null> {
    const row = await this.store.byPrefix(prefix);
    if (!row || !timingSafeEqual(row.secretHash, digest) || row.revokedAt !== null) return null;
    const { id, role, contracts, expiresAt } = row;
    const scope = contracts === null ? null : new Set(contracts);
    const principal = { actor: `key:${id}`, role, permissions: permissionsOf(role), contracts: scope };
    return { id, prefix, expiresAt: expiresAt?.getTime() ?? Infinity, principal };
  }
}
