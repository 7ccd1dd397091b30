import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import {
  type ArgumentsHost,
  Body,
  type CallHandler,
  type CanActivate,
  Catch,
  Controller,
  type ExceptionFilter,
  type ExecutionContext,
  Get,
  Injectable,
  Module,
  type NestInterceptor,
  Post,
} from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR, NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { ClsModule, ClsService } from 'nestjs-cls';
import { from, type Observable, switchMap } from 'rxjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { permissionsOf } from '../security/principal.js';
import { requestIdOf } from './before-routing.js';
import { RequestContext } from './request-context.js';
import { enterRequestScope } from './request-scope.js';

/** What each stage saw, by request id. */
const seen = new Map<string, Record<string, string | undefined>>();

function saw(context: RequestContext, stage: string): void {
  const id = context.requestId ?? 'none';
  seen.set(id, { ...seen.get(id), [stage]: context.actor });
}

@Injectable()
class Guard implements CanActivate {
  constructor(private readonly context: RequestContext) {}

  async canActivate(execution: ExecutionContext): Promise<boolean> {
    await new Promise((resolve) => setTimeout(resolve, 1));
    const { id } = execution.switchToHttp().getRequest<{ id: string }>();
    this.context.principal = {
      actor: `key:${id}`,
      role: 'viewer',
      permissions: permissionsOf('viewer'),
      contracts: null,
    };
    saw(this.context, 'guard');
    return true;
  }
}

@Injectable()
class Interceptor implements NestInterceptor {
  constructor(private readonly context: RequestContext) {}

  intercept(_execution: ExecutionContext, next: CallHandler): Observable<unknown> {
    return from(new Promise((resolve) => setTimeout(resolve, 1))).pipe(
      switchMap(() => {
        saw(this.context, 'interceptor');
        return next.handle();
      }),
    );
  }
}

@Catch()
class Filter implements ExceptionFilter {
  constructor(private readonly context: RequestContext) {}

  catch(_error: unknown, host: ArgumentsHost): void {
    saw(this.context, 'filter');
    host.switchToHttp().getResponse<{ status(code: number): { send(body: object): void } }>().status(418).send({});
  }
}

@Controller('things')
class Things {
  constructor(private readonly context: RequestContext) {}

  @Post()
  async post(@Body() body: { size: number }): Promise<object> {
    await new Promise((resolve) => setTimeout(resolve, body.size % 3));
    saw(this.context, 'handler');
    return { id: this.context.requestId };
  }

  @Get('broken')
  broken(): void {
    throw new Error('broken');
  }
}

@Module({
  imports: [ClsModule.forRoot({ global: true })],
  controllers: [Things],
  providers: [
    RequestContext,
    { provide: APP_GUARD, useClass: Guard },
    { provide: APP_INTERCEPTOR, useClass: Interceptor },
    { provide: APP_FILTER, useClass: Filter },
  ],
})
class Scoped {}

describe('the context of a request', () => {
  let app: NestFastifyApplication;
  let url: string;
  beforeAll(async () => {
    app = await NestFactory.create<NestFastifyApplication>(
      Scoped,
      new FastifyAdapter({ genReqId: (request: unknown) => requestIdOf(request as IncomingMessage) }),
      {
        logger: false,
      },
    );
    enterRequestScope(app.getHttpAdapter().getInstance(), app.get(ClsService));
    await app.listen(0, '127.0.0.1');
    url = await app.getUrl();
  });
  afterAll(() => app.close());

  const call = (id: string, path: string, init: RequestInit = {}): Promise<Response> =>
    fetch(`${url}${path}`, {
      ...init,
      headers: { 'x-request-id': id, 'content-type': 'application/json' },
    });

  it('survives the body, guard, interceptor and handler, each request its own, many at once', async () => {
    const ids = Array.from({ length: 60 }, () => randomUUID());
    await Promise.all(
      ids.map(async (id, index) => {
        const body = JSON.stringify({ size: index, filler: 'x'.repeat(index * 2000) });
        const response = await call(id, '/things', { method: 'POST', body });
        expect(await response.json()).toEqual({ id });
        expect(response.headers.get('x-request-id')).toBe(id);
      }),
    );
    for (const id of ids)
      expect(seen.get(id)).toEqual({ guard: `key:${id}`, interceptor: `key:${id}`, handler: `key:${id}` });
  });

  it('is there in the exception filter', async () => {
    const id = randomUUID();
    expect((await call(id, '/things/broken')).status).toBe(418);
    expect(seen.get(id)).toMatchObject({ guard: `key:${id}`, filter: `key:${id}` });
  });

  it('is there for an unknown route, where nobody is known', async () => {
    const id = randomUUID();
    expect((await call(id, '/nothing')).headers.get('x-request-id')).toBe(id);
    expect(seen.get(id)).toEqual({ filter: 'system' });
  });

  it('is not there outside a request', () => {
    const context = app.get(RequestContext);
    expect([context.requestId, context.principal, context.actor]).toEqual([undefined, undefined, 'system']);
  });
});
