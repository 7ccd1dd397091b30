import { type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import {
  InjectThrottlerOptions,
  InjectThrottlerStorage,
  ThrottlerGuard,
  type ThrottlerLimitDetail,
  type ThrottlerModuleOptions,
  ThrottlerStorage,
} from '@nestjs/throttler';
import type { FastifyRequest } from 'fastify';
import { RequestContext } from '../http/index.js';
import { callerAddress, tooManyRequests } from './too-many-requests.js';

/** Limits each key or user over all routes together; callers of public routes by their address. Probes are exempt. */
@Injectable()
export class ThrottleGuard extends ThrottlerGuard {
  protected override headerPrefix = 'RateLimit';

  constructor(
    @InjectThrottlerOptions() options: ThrottlerModuleOptions,
    @InjectThrottlerStorage() storage: ThrottlerStorage,
    reflector: Reflector,
    private readonly context: RequestContext,
  ) {
    super(options, storage, reflector);
  }

  protected override shouldSkip(execution: ExecutionContext): Promise<boolean> {
    const { url } = execution.switchToHttp().getRequest<FastifyRequest>().routeOptions;
    return Promise.resolve(url?.startsWith('/health/') ?? false);
  }

  protected override getTracker(request: Record<string, unknown>): Promise<string> {
    return Promise.resolve(this.context.principal?.actor ?? callerAddress(request as unknown as FastifyRequest));
  }

  protected override generateKey(_execution: ExecutionContext, tracker: string): string {
    return tracker;
  }

  protected override throwThrottlingException(
    _execution: ExecutionContext,
    detail: ThrottlerLimitDetail,
  ): Promise<void> {
    const { limit, timeToBlockExpire, timeToExpire } = detail;
    return Promise.reject(
      tooManyRequests(timeToBlockExpire, {
        'ratelimit-limit': String(limit),
        'ratelimit-remaining': '0',
        'ratelimit-reset': String(timeToExpire),
      }),
    );
  }
}
