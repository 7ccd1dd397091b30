import { Controller, Get } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { Test } from '@nestjs/testing';
import { describe, expect, it } from 'vitest';
import { accessOf, maySeeContract, Public, RequirePermission } from './access.js';
import { credentialsOf } from './authenticator.js';
import { permissionsOf } from './principal.js';
import { OpenRoute, RouteCheck } from './route-check.js';
import { countedAddress } from './too-many-requests.js';

@Controller('guarded')
@RequirePermission('gaps:read')
class Guarded {
  @Get()
  inherits(): void {}

  @Get('stricter')
  @RequirePermission('gaps:write')
  stricter(): void {}

  @Get('open')
  @Public()
  open(): void {}

  @Get('both')
  @Public()
  @RequirePermission('audit:read')
  both(): void {}

  /** No route: says nothing and need not. */
  private helper(): void {}

  use(): void {
    this.helper();
  }
}

@Controller('planted')
class Planted {
  @Get('closed')
  @RequirePermission('gaps:read')
  closed(): void {}

  @Get(':id/forgotten')
  forgotten(): void {}
}

const of = (name: keyof Guarded) => accessOf(Guarded.prototype[name], Guarded);

async function boot(controller: new () => object): Promise<void> {
  const module = { imports: [DiscoveryModule], providers: [RouteCheck], controllers: [controller] };
  const app = await Test.createTestingModule(module).compile();
  await app.init();
}

describe('what a route asks of its caller', () => {
  it("the handler's rule wins over its class's", () => {
    expect(of('inherits')).toEqual({ permission: 'gaps:read' });
    expect(of('stricter')).toEqual({ permission: 'gaps:write' });
    expect(of('open')).toBe('public');
  });

  it('a permission wins over public where both stand together', () => {
    expect(of('both')).toEqual({ permission: 'audit:read' });
  });

  it('says nothing where nothing is said', () => {
    expect(accessOf(Planted.prototype.forgotten, Planted)).toBeUndefined();
  });

  it('a route that says nothing stops the boot and is named', async () => {
    await expect(boot(Planted)).rejects.toThrow(OpenRoute);
    await expect(boot(Planted)).rejects.toThrow('Planted.forgotten (GET /planted/:id/forgotten)');
  });

  it('routes that all say who may call them boot', async () => {
    await expect(boot(Guarded)).resolves.toBeUndefined();
  });
});

describe('contract scope', () => {
  const principal = (contracts: Set<string> | null) => ({
    actor: 'key:1',
    role: 'viewer' as const,
    permissions: permissionsOf('viewer'),
    contracts,
  });

  it('null sees all, a scope its own, nobody nothing', () => {
    expect(maySeeContract(principal(null), 'H0001')).toBe(true);
    expect(maySeeContract(principal(new Set(['H0001'])), 'H0001')).toBe(true);
    expect(maySeeContract(principal(new Set(['H0001'])), 'H0002')).toBe(false);
    expect(maySeeContract(undefined, 'H0001')).toBe(false);
  });
});

describe('the credentials of a request', () => {
  it('are a key, a token, or neither', () => {
    expect(credentialsOf({ 'x-api-key': 'k' })).toEqual({ kind: 'key', text: 'k' });
    expect(credentialsOf({ authorization: 'bearer a.b-c_d~e+f/g=' })).toEqual({
      kind: 'token',
      text: 'a.b-c_d~e+f/g=',
    });
    expect(credentialsOf({})).toBeUndefined();
  });

  it.each(['Basic dTpw', 'Bearer', 'Bearer a b', 'Bearer a,b', ''])(
    'cannot be read from Authorization: %j',
    (authorization) => {
      expect(credentialsOf({ authorization })).toEqual({ kind: 'unreadable' });
    },
  );

  it('cannot be two', () => {
    expect(() => credentialsOf({ 'x-api-key': 'k', authorization: 'Bearer t' })).toThrow('not both');
    expect(credentialsOf({ 'x-api-key': ['a', 'b'] as unknown as string })).toEqual({ kind: 'unreadable' });
  });
});

describe('the address that a caller is counted by', () => {
  it.each([
    ['192.0.2.7', 'ip:192.0.2.7'],
    ['::ffff:192.0.2.7', 'ip:192.0.2.7'],
    ['2001:db8:1:2:3:4:5:6', 'ip:2001:db8:1:2'],
    ['2001:db8:1:2::9', 'ip:2001:db8:1:2'],
    ['2001:0DB8:1::9', 'ip:2001:db8:1:0'],
    ['fe80::1%eth0', 'ip:fe80:0:0:0'],
    ['::1', 'ip:0:0:0:0'],
  ])('%s is %s', (ip, expected) => expect(countedAddress(ip)).toBe(expected));
});
