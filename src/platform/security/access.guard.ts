import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Environment } from '../config/index.js';
import { Problem, RequestContext } from '../http/index.js';
import { accessOf } from './access.js';
import { Authenticator, type Credentials, credentialsOf, unauthenticated } from './authenticator.js';
import type { Principal } from './principal.js';
import { SlidingWindow } from './sliding-window.js';
import { callerAddress, tooManyRequests } from './too-many-requests.js';

const MINUTE_MS = 60_000;

/** Lets in who is known and permitted, and nobody else: a route that says nothing is closed. */
@Injectable()
export class AccessGuard implements CanActivate {
  private readonly refused = new SlidingWindow(MINUTE_MS);

  constructor(
    private readonly authenticator: Authenticator,
    private readonly context: RequestContext,
    private readonly environment: Environment,
  ) {}

  async canActivate(execution: ExecutionContext): Promise<boolean> {
    const access = accessOf(execution.getHandler(), execution.getClass());
    if (access === 'public') return true;
    if (access === undefined) throw new Problem('forbidden', 'This is closed.');
    const request = execution.switchToHttp().getRequest<FastifyRequest>();
    const principal = await this.authenticate(credentialsOf(request.headers), callerAddress(request));
    this.context.principal = principal;
    if (!principal.permissions.has(access.permission)) {
      throw new Problem('forbidden', `This needs the permission ${access.permission}.`);
    }
    return true;
  }

  /** Refused attempts are counted by address, so that keys cannot be tried at speed; good keys in use go on. */
  private async authenticate(credentials: Credentials, address: string): Promise<Principal> {
    const limit = this.environment.RATE_LIMIT_REFUSED_PER_MINUTE;
    const onlyKnown = !this.refused.peek(address, limit, Date.now()).allowed;
    const principal = await this.authenticator.principalOf(credentials, onlyKnown);
    if (principal) return principal;
    const { allowed, retryAfterMs } = this.refused.hit(address, limit, Date.now());
    throw allowed ? unauthenticated() : tooManyRequests(Math.ceil(retryAfterMs / 1000));
  }
}
