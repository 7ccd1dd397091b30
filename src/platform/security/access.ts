import { SetMetadata } from '@nestjs/common';
import type { Permission, Principal } from './principal.js';

export const PERMISSION_METADATA = 'access:permission';
export const PUBLIC_METADATA = 'access:public';

/** Permission that a route asks for. A route without it (and without `@Public()`) refuses to boot. */
export const RequirePermission = (permission: Permission): MethodDecorator & ClassDecorator =>
  SetMetadata(PERMISSION_METADATA, permission);

/** A route that anyone may call: health probes, the API's description. */
export const Public = (): MethodDecorator & ClassDecorator => SetMetadata(PUBLIC_METADATA, true);

/** What a route asks of its caller. */
export type RouteAccess = { readonly permission: Permission } | 'public';

/** What the handler says, or else its class; where both marks stand together, the stricter one counts. */
export function accessOf(...targets: readonly object[]): RouteAccess | undefined {
  for (const target of targets) {
    const permission = Reflect.getMetadata(PERMISSION_METADATA, target) as Permission | undefined;
    if (permission !== undefined) return { permission };
    if (Reflect.getMetadata(PUBLIC_METADATA, target) === true) return 'public';
  }
  return undefined;
}

/** Whether the principal may see a contract. Another contract's row is answered with 404, never 403. */
export function maySeeContract(principal: Principal | undefined, contractId: string): boolean {
  if (principal === undefined) return false;
  return principal.contracts === null || principal.contracts.has(contractId);
}
