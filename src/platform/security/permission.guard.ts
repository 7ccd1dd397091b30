import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Problem, RequestContext } from '../http/index.js';
import { accessOf } from './access.js';

/** Lets a known caller do what their role permits. Comes after the throttle, so that refusals count as requests. */
@Injectable()
export class PermissionGuard implements CanActivate {
  constructor(private readonly context: RequestContext) {}

  canActivate(execution: ExecutionContext): boolean {
    const access = accessOf(execution.getHandler(), execution.getClass());
    if (access === 'public') return true;
    if (access === undefined) throw new Problem('forbidden', 'This is closed.');
    if (!this.context.principal?.permissions.has(access.permission)) {
      throw new Problem('forbidden', `This needs the permission ${access.permission}.`);
    }
    return true;
  }
}
