import type { ApiKey, Role } from '../../../platform/security/index.js';

/** An API key as lists show it, without its secret. */
export class KeyDto {
  /**
   * Id of the key; the audit trail names its holder `key:<id>`.
   * @example "01932f5c-7b1e-7c33-9a54-1f2e3d4c5b6a"
   */
  id: string;

  /**
   * What or whom the key is for.
   * @example "quality dashboard"
   */
  name: string;

  /**
   * Public beginning of the key after `sro_`, to tell keys apart.
   * @example "4fT9aQz0LmKx"
   */
  prefix: string;

  /**
   * What the key permits: `viewer`, `analyst` or `admin`.
   * @example "analyst"
   */
  role: Role;

  /**
   * Contracts that the key is limited to; null for all.
   * @example ["H1234", "R5678"]
   */
  contracts: string[] | null;

  /**
   * `active`, `expired` or `revoked`.
   * @example "active"
   */
  status: 'active' | 'expired' | 'revoked';

  /**
   * Time at which the key was made.
   * @example "2026-11-23T07:00:00.000Z"
   */
  createdAt: string;

  /**
   * Who made it: `system`, `cli`, `key:<id>` or `user:<digest>`.
   * @example "cli"
   */
  createdBy: string;

  /**
   * Time from which the key is not accepted; null for never.
   * @example "2027-12-31T00:00:00.000Z"
   */
  expiresAt: string | null;

  /**
   * Time at which it was revoked; null if it was not.
   * @example null
   */
  revokedAt: string | null;

  /**
   * Last use, at most a minute behind; null if never used.
   * @example "2026-11-23T09:30:00.000Z"
   */
  lastUsedAt: string | null;
}

/** A key just made, with its secret: the only time that it is shown. */
export class IssuedKeyDto extends KeyDto {
  /**
   * The key, to be sent as `X-API-Key`. It is not kept and cannot be shown again.
   * @example "sro_4fT9aQz0LmKx_…"
   */
  key: string;
}

/** One page of keys, newest first. */
export class KeyPageDto {
  /** Keys, newest first. */
  items: KeyDto[];

  /**
   * Cursor of the next page; null on the last one.
   * @example null
   */
  next: string | null;
}

const time = (date: Date | null): string | null => date?.toISOString() ?? null;

/** What is shown of a key, at a time. */
export function toKeyDto(key: ApiKey, now: Date): KeyDto {
  const { id, name, prefix, role, contracts, createdBy, expiresAt, revokedAt } = key;
  const expired = expiresAt !== null && expiresAt <= now;
  return {
    id,
    name,
    prefix,
    role,
    contracts,
    status: revokedAt !== null ? 'revoked' : expired ? 'expired' : 'active',
    createdAt: key.createdAt.toISOString(),
    createdBy,
    expiresAt: time(expiresAt),
    revokedAt: time(revokedAt),
    lastUsedAt: time(key.lastUsedAt),
  };
}
