import type { ExecutionContext } from '@nestjs/common';
import { describe, expect, it } from 'vitest';
import type { RequestContext } from '../http/index.js';
import { Public, RequirePermission } from './access.js';
import { LruMap } from './lru-map.js';
import { PermissionGuard } from './permission.guard.js';
import { permissionsOf, type Principal } from './principal.js';

class Routes {
  @RequirePermission('gaps:write')
  write(): void {}

  @Public()
  open(): void {}

  silent(): void {}
}

const viewer: Principal = { actor: 'key:1', role: 'viewer', permissions: permissionsOf('viewer'), contracts: null };
const analyst: Principal = { ...viewer, role: 'analyst', permissions: permissionsOf('analyst') };

function allowed(route: keyof Routes, principal: Principal | undefined): boolean {
  const execution = { getHandler: () => Routes.prototype[route], getClass: () => Routes };
  return new PermissionGuard({ principal } as RequestContext).canActivate(execution as unknown as ExecutionContext);
}

describe('permission', () => {
  it('is had by who has it', () => expect(allowed('write', analyst)).toBe(true));
  it('is named to who lacks it', () => expect(() => allowed('write', viewer)).toThrow('the permission gaps:write'));
  it('is not had by nobody', () => expect(() => allowed('write', undefined)).toThrow('the permission gaps:write'));
  it('is not asked for where a route is public', () => expect(allowed('open', undefined)).toBe(true));
  it('is refused to all where a route says nothing', () => expect(() => allowed('silent', analyst)).toThrow('closed'));
});

describe('a map of bounded size', () => {
  it('lets go of what was used longest ago', () => {
    const map = new LruMap<number>(2);
    map.set('a', 1);
    map.set('b', 2);
    map.get('a');
    map.set('c', 3);
    expect([map.get('a'), map.get('b'), map.get('c'), map.size]).toEqual([1, undefined, 3, 2]);
    map.delete('a');
    map.deleteWhere((value) => value === 3);
    expect(map.size).toBe(0);
  });
});
