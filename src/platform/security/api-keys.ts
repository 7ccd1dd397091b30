import { timingSafeEqual } from 'node:crypto';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Environment } from '../config/index.js';
import { DatabaseGate } from '../database/index.js';
import { isDatabaseAway } from '../http/index.js';
import { OfflineState } from '../offline/index.js';
import { ApiKeyStore } from './api-key.store.js';
import { KeyCache } from './key-cache.js';
import { type PresentedKey, parseKey } from './key-format.js';
import { KeyUsage } from './key-usage.js';
import { knownBefore, type KnownKey, offlineText, principalOfKey } from './known-keys.js';
import type { Principal } from './principal.js';

/** Longest wait for the database before known keys are accepted without it. */
const LOOK_UP_WAIT_MS = 2000;
const CACHED_KEYS = 10_000;
/** Digests, roles and contracts of known keys on this instance's disk; never a key. */
const STATE = 'keys';

/** Tells good API keys from others. Unknown, malformed, expired and revoked keys are all the same to the caller. */
@Injectable()
export class ApiKeys implements OnModuleInit {
  private readonly cache: KeyCache<KnownKey>;
  private readonly ttlMs: number;
  /** Prefixes revoked by this process, refused until the cache can no longer hold what was read before. */
  private readonly revokedHere = new Map<string, number>();

  constructor(
    private readonly store: ApiKeyStore,
    private readonly usage: KeyUsage,
    private readonly offline: OfflineState,
    private readonly gate: DatabaseGate,
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
      changed: () => this.offline.keep(STATE, () => offlineText(this.cache.entries())),
    });
  }

  /** Keys known before a restart are accepted while the database is away, for as long as if there had been none. */
  onModuleInit(): void {
    this.gate.onChange((away) => {
      if (!away) this.cache.lookAgain();
    });
    const text = this.offline.read(STATE);
    if (text) this.cache.restore(knownBefore(text.toString()));
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
    const principal = principalOfKey(id, role, contracts);
    return { id, prefix, expiresAt: expiresAt?.getTime() ?? Infinity, principal };
  }
}
