/** Roles, from least to most. */
export const ROLES = ['viewer', 'analyst', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/** What a route asks for. Reading and writing of each domain are granted apart. */
export const PERMISSIONS = [
  'rulesets:read',
  'ratings:read',
  'ratings:write',
  'members:read',
  'members:write',
  'gaps:read',
  'gaps:write',
  'interventions:read',
  'interventions:write',
  'predictions:read',
  'predictions:write',
  'models:read',
  'models:write',
  'portfolio:read',
  'portfolio:write',
  'optimizations:read',
  'optimizations:write',
  'simulations:read',
  'simulations:write',
  'jobs:read',
  'jobs:write',
  'imports:read',
  'imports:write',
  'exports:read',
  'audit:read',
  'keys:read',
  'keys:write',
] as const;
export type Permission = (typeof PERMISSIONS)[number];

const ADMIN_ONLY: readonly Permission[] = ['audit:read', 'keys:read', 'keys:write', 'models:write'];

/** The permissions of a role: viewers read, analysts also write, admins also keep keys, models and the audit trail. */
export function permissionsOf(role: Role): ReadonlySet<Permission> {
  if (role === 'admin') return new Set(PERMISSIONS);
  const open = PERMISSIONS.filter((permission) => !ADMIN_ONLY.includes(permission));
  return new Set(role === 'analyst' ? open : open.filter((permission) => permission.endsWith(':read')));
}

/** Who asks, once known. */
export interface Principal {
  /** How logs and the audit trail name them: `key:<uuid>` or `user:<subject's digest>`; never a secret. */
  readonly actor: string;
  readonly role: Role;
  readonly permissions: ReadonlySet<Permission>;
  /** Contracts that may be seen; null for all. */
  readonly contracts: ReadonlySet<string> | null;
}
