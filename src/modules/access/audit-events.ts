import { defineAuditEvents } from '../audit/index.js';

interface KeyFacts {
  name: string;
  role: string;
  contracts: readonly string[] | null;
  expiresAt: string | null;
}

declare module '../audit/index.js' {
  interface AuditEvents {
    /** An API key was made. */
    'key.created': KeyFacts;
    /** An API key was replaced; the entity is the new key. */
    'key.rotated': KeyFacts & { replaces: string; graceSeconds: number };
    /** An API key was revoked. */
    'key.revoked': { revokedAt: string };
  }
}

const facts = { name: true, role: true, contracts: true, expiresAt: true } as const;

defineAuditEvents({
  'key.created': { entityType: 'key', fields: facts },
  'key.rotated': { entityType: 'key', fields: { ...facts, replaces: true, graceSeconds: true } },
  'key.revoked': { entityType: 'key', fields: { revokedAt: true } },
});
