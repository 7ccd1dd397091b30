import type { Entry } from './key-cache.js';
import { permissionsOf, type Principal, type Role } from './principal.js';

/** A good key, as long as its look-up counts. */
export interface KnownKey {
  readonly id: string;
  readonly prefix: string;
  /** Milliseconds since 1970, or Infinity. */
  readonly expiresAt: number;
  readonly principal: Principal;
}

export function principalOfKey(id: string, role: Role, contracts: readonly string[] | null): Principal {
  const scope = contracts === null ? null : new Set(contracts);
  return { actor: `key:${id}`, role, permissions: permissionsOf(role), contracts: scope };
}

/** A known key as it is kept on the disk: its digest stands for it. */
interface KeptKey {
  readonly digest: string;
  readonly checkedAt: number;
  readonly id: string;
  readonly prefix: string;
  readonly expiresAt: number | null;
  readonly role: Role;
  readonly contracts: readonly string[] | null;
}

/** Known keys as a text. */
export function offlineText(entries: readonly [string, Entry<KnownKey>][]): string {
  const kept = entries.map(([digest, { checkedAt, value }]): KeptKey => {
    const { id, prefix, expiresAt, principal } = value;
    const contracts = principal.contracts === null ? null : [...principal.contracts];
    const until = expiresAt === Infinity ? null : expiresAt;
    return { digest, checkedAt, id, prefix, expiresAt: until, role: principal.role, contracts };
  });
  return JSON.stringify(kept);
}

/** Known keys of a text that this deployment wrote. */
export function knownBefore(text: string): [string, Entry<KnownKey>][] {
  return (JSON.parse(text) as KeptKey[]).map(({ digest, checkedAt, id, prefix, expiresAt, role, contracts }) => [
    digest,
    {
      checkedAt,
      value: { id, prefix, expiresAt: expiresAt ?? Infinity, principal: principalOfKey(id, role, contracts) },
    },
  ]);
}
