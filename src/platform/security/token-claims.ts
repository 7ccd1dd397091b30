import { createHash } from 'node:crypto';
import { permissionsOf, type Principal, type Role, ROLES } from './principal.js';

/** Which claims of a token are read. */
export interface ClaimNames {
  readonly role: string;
  readonly contracts: string;
}

/** Claims of a token whose signature, issuer, audience and times are good. */
export type Claims = Readonly<Record<string, unknown>>;

/** The token is good but names no role of this service. */
export class NoRole extends Error {
  override name = 'NoRole';
}

/** A claim says something that cannot be understood; guessing could open too much. */
export class UnreadableClaim extends Error {
  override name = 'UnreadableClaim';
}

/** A claim by its name, or by a path such as `realm_access.roles` where no claim has the whole name. */
function claim(claims: Claims, name: string): unknown {
  if (Object.hasOwn(claims, name)) return claims[name];
  return name.split('.').reduce<unknown>((value, part) => {
    const holds = typeof value === 'object' && value !== null && Object.hasOwn(value, part);
    return holds ? (value as Claims)[part] : undefined;
  }, claims);
}

/** A claim's texts: a list of texts, or one text with blanks or commas between (the style of `scope`). */
function texts(value: unknown): string[] | undefined {
  if (typeof value === 'string') return value.split(/[\s,]+/).filter((part) => part !== '');
  if (Array.isArray(value) && value.every((part) => typeof part === 'string')) return value;
  return undefined;
}

function roleOf(value: unknown): Role {
  const named = texts(value) ?? [];
  const role = [...ROLES].reverse().find((candidate) => named.includes(candidate));
  if (role === undefined) throw new NoRole('the token names no role');
  return role;
}

/** Logs name a user by a digest: a subject may be an e-mail address. */
function actorOf(claims: Claims): string {
  const identity = JSON.stringify([claims.iss, claims.sub]);
  return `user:${createHash('sha256').update(identity).digest('hex').slice(0, 16)}`;
}

/**
 * Who a verified token stands for: the highest role it names, and its contracts (all where the claim is absent).
 * @throws NoRole, UnreadableClaim
 */
export function principalFromClaims(claims: Claims, names: ClaimNames): Principal {
  const role = roleOf(claim(claims, names.role));
  const scope = claim(claims, names.contracts);
  const contracts = scope === undefined ? null : texts(scope);
  if (contracts === undefined) throw new UnreadableClaim('the contracts of the token cannot be read');
  return {
    actor: actorOf(claims),
    role,
    permissions: permissionsOf(role),
    contracts: contracts === null ? null : new Set(contracts),
  };
}
