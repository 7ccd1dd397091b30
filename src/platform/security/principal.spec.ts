import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { PERMISSIONS, permissionsOf, ROLES } from './principal.js';

describe('roles', () => {
  it('each permits all that the one below permits', () => {
    ROLES.reduce((below, role) => {
      const here = permissionsOf(role);
      for (const permission of permissionsOf(below)) expect(here.has(permission)).toBe(true);
      expect(here.size).toBeGreaterThanOrEqual(permissionsOf(below).size);
      return role;
    });
  });

  it('viewers write nothing, and only admins keep keys, models and the audit trail', () => {
    expect([...permissionsOf('viewer')].filter((permission) => permission.endsWith(':write'))).toEqual([]);
    const beyond = PERMISSIONS.filter((permission) => !permissionsOf('analyst').has(permission));
    expect(beyond).toEqual(['models:write', 'audit:read', 'keys:read', 'keys:write']);
  });

  it('are documented as they are', () => {
    const page = readFileSync(new URL('../../../docs/access.md', import.meta.url), 'utf8');
    const documented = page.split('\n').filter((line) => /^\| `[a-z]+:[a-z]+` /.test(line));
    const yes = (has: boolean): string => (has ? 'yes' : 'no');
    const expected = PERMISSIONS.map((permission) => {
      const cells = ROLES.map((role) => yes(permissionsOf(role).has(permission)));
      return `| \`${permission}\` | ${cells.join(' | ')} |`;
    });
    expect(documented.map((line) => line.replace(/ +/g, ' '))).toEqual(expected);
  });
});
