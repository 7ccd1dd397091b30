import { describe, expect, it } from 'vitest';
import { NoRole, principalFromClaims, UnreadableClaim } from './token-claims.js';

const NAMES = { role: 'role', contracts: 'contracts' };
const base = { iss: 'https://id.example/', sub: 'jane.doe@example.org', role: 'analyst' };

describe('who a token stands for', () => {
  it('has the highest of the roles it names', () => {
    expect(principalFromClaims({ ...base, role: ['viewer', 'admin', 'x'] }, NAMES).role).toBe('admin');
    expect(principalFromClaims({ ...base, role: 'viewer analyst' }, NAMES).role).toBe('analyst');
  });

  it('may have its role deeper in, or under a name with dots', () => {
    const names = { ...NAMES, role: 'realm_access.roles' };
    expect(principalFromClaims({ ...base, realm_access: { roles: ['viewer'] } }, names).role).toBe('viewer');
    const dotted = { ...NAMES, role: 'https://plan.example/role' };
    expect(principalFromClaims({ ...base, 'https://plan.example/role': 'admin' }, dotted).role).toBe('admin');
  });

  it('is nobody without a role of this service', () => {
    for (const role of [undefined, null, 7, [], {}, 'Admin', 'administrator', ['toString']]) {
      expect(() => principalFromClaims({ ...base, role }, NAMES)).toThrow(NoRole);
    }
    expect(() => principalFromClaims(base, { ...NAMES, role: 'role.constructor.name' })).toThrow(NoRole);
    expect(() => principalFromClaims(base, { ...NAMES, role: '__proto__' })).toThrow(NoRole);
  });

  it('sees all contracts where the claim is absent, none where it is empty, and those it lists', () => {
    expect(principalFromClaims(base, NAMES).contracts).toBeNull();
    expect(principalFromClaims({ ...base, contracts: [] }, NAMES).contracts).toEqual(new Set());
    expect(principalFromClaims({ ...base, contracts: 'H0001, H0002' }, NAMES).contracts).toEqual(
      new Set(['H0001', 'H0002']),
    );
  });

  it('is refused when its contracts cannot be read', () => {
    for (const contracts of [null, 7, true, {}, ['H0001', 2]]) {
      expect(() => principalFromClaims({ ...base, contracts }, NAMES)).toThrow(UnreadableClaim);
    }
  });

  it('is named by a digest of issuer and subject', () => {
    const { actor } = principalFromClaims(base, NAMES);
    expect(actor).toMatch(/^user:[0-9a-f]{16}$/);
    expect(principalFromClaims({ ...base, role: 'admin' }, NAMES).actor).toBe(actor);
    expect(principalFromClaims({ ...base, iss: 'https://other.example/' }, NAMES).actor).not.toBe(actor);
  });
});
