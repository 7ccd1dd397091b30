import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ClsService } from 'nestjs-cls';
import { permissionsOf, type Principal } from '../../src/platform/security/index.js';

/** Somebody who may do everything, in all contracts or the given ones. */
export const someone = (contracts: string[] | null = null): Principal => ({
  actor: 'key:00000000-0000-7000-8000-000000000000',
  role: 'admin',
  permissions: permissionsOf('admin'),
  contracts: contracts === null ? null : new Set(contracts),
});

/** Runs work as a request of somebody would. */
export function asSomeone<T>(app: NestFastifyApplication, work: () => Promise<T>, principal = someone()): Promise<T> {
  const cls = app.get(ClsService);
  return cls.run(() => {
    cls.set('principal', principal);
    return work();
  });
}
