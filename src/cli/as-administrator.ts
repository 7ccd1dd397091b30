import type { INestApplicationContext } from '@nestjs/common';
import { ClsService } from 'nestjs-cls';
import { RequestContext } from '../platform/http/index.js';
import { permissionsOf } from '../platform/security/index.js';

/** Does work as whoever has the machine: all contracts, named `cli` in the audit trail. */
export function asAdministrator<T>(app: INestApplicationContext, work: () => Promise<T>): Promise<T> {
  return app.get(ClsService).run(() => {
    app.get(RequestContext).principal = {
      actor: 'cli',
      role: 'admin',
      permissions: permissionsOf('admin'),
      contracts: null,
    };
    return work();
  });
}
