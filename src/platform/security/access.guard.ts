import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Environment } from '../config/index.js';
import { Problem, RequestContext } from '../http/index.js';
import { accessOf } from './access.js';
import { Authenticator, type Credentials, credentialsOf, unauthenticated } from './authenticator.js';
import { Limits } from './limits/index.js';
import type { Principal } from './principal.js';
import { callerAddress, tooManyRequests } from './too-many-requests.js';

/** Lets in who is known, and nobody else, on every route that is not public. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly authenticator: Authenticator,
    private readonly context: RequestContext,
    private readonly environment: Environment,
    private readonly limits: Limits,
  ) {}

  async canActivate(execution: ExecutionContext): Promise<boolean> {
    if (accessOf(execution.getHandler(), execution.getClass()) === 'public') return true;
    const request = execution.switchToHttp().getRequest<FastifyRequest>();
    this.context.principal = await this.authenticate(credentialsOf(request.headers), callerAddress(request));
    return true;
  }

  private async authenticate(credentials: Credentials, address: string): Promise<Principal> {
    const limit = this.environment.RATE_LIMIT_REFUSED_PER_MINUTE;
    const onlyKnown = !this.limits.peek('refused', address, limit).allowed;
    try {
      const principal = await this.authenticator.principalOf(credentials, onlyKnown);
      if (principal) return principal;
    } catch (error) {
      if (error instanceof Problem && error.code === 'forbidden') throw await this.counted(address, error);
      throw error;
    }
    throw await this.counted(address, unauthenticated());
  }

  /** Refused attempts are counted by address, so that keys cannot be tried at speed; good keys in use go on. */
  private async counted(address: string, refusal: Problem): Promise<Problem> {
    const limit = this.environment.RATE_LIMIT_REFUSED_PER_MINUTE;
    const { allowed, retryAfterMs } = await this.limits.hit('refused', address, limit);
    return allowed ? refusal : tooManyRequests(Math.ceil(retryAfterMs / 1000));
  }
}
