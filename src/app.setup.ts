import helmet from '@fastify/helmet';
import { type DynamicModule, RequestMethod } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { ClsService } from 'nestjs-cls';
import { type AppContext, AppModule } from './app.module.js';
import { auditRefusals, AuditTrail } from './modules/audit/index.js';
import {
  admitRequests,
  ApiLogSink,
  answerUnreadable,
  answerUnroutable,
  Consistency,
  enterRequestScope,
  jsonBodyParser,
  limitBodyTime,
  logRequests,
  noteChanges,
  ProblemFilter,
  ProblemValidationPipe,
  rememberValidationRules,
  requestIdOf,
  securityHeaders,
} from './platform/http/index.js';
import { serveDocs } from './platform/openapi/index.js';
import { Log, logAnswers, measureRequests, Metrics } from './platform/telemetry/index.js';
import { traceRequests, Tracing } from './platform/telemetry/tracing/index.js';
import { VERSION } from './version.js';

const OUTSIDE_API = ['health/live', 'health/ready', 'metrics', 'openapi.json', 'docs'];

function adapter({ environment }: AppContext): FastifyAdapter {
  return new FastifyAdapter({
    bodyLimit: environment.BODY_LIMIT_BYTES,
    trustProxy: environment.TRUST_PROXY,
    requestTimeout: 0, // limitBodyTime; headers keep the server's own minute
    forceCloseConnections: 'idle',
    return503OnClosing: true,
    genReqId: requestIdOf,
    frameworkErrors: answerUnroutable,
    clientErrorHandler: answerUnreadable,
  });
}

/**
 * The application as main and the tests run it, not yet listening.
 * @param root the module to start from: tests put controllers of their own beside the application's.
 */
export async function createApp(
  context: AppContext,
  root: DynamicModule = AppModule.forRoot(context),
): Promise<NestFastifyApplication> {
  const log = new Log(context.environment.LOG_LEVEL);
  const app = await NestFactory.create<NestFastifyApplication>(root, adapter(context), {
    logger: log,
    abortOnError: false,
    bodyParser: false,
  });
  app.setGlobalPrefix('api/v1', { exclude: OUTSIDE_API.map((path) => ({ path, method: RequestMethod.GET })) });
  rememberValidationRules();
  app.useGlobalPipes(new ProblemValidationPipe());
  app.useGlobalFilters(new ProblemFilter(log));
  const server = app.getHttpAdapter().getInstance();
  app.useBodyParser('application/json', { bodyLimit: context.environment.BODY_LIMIT_BYTES }, jsonBodyParser(server));
  server.removeContentTypeParser('text/plain'); // built in; every type that no route asked for is answered with 415
  admitRequests(server, context.environment, app.get(Metrics).registry);
  enterRequestScope(server, app.get(ClsService));
  traceRequests(server, app.get(Tracing));
  limitBodyTime(server, 60_000);
  logRequests(server, app.get(ApiLogSink));
  auditRefusals(server, app.get(AuditTrail));
  noteChanges(server, app.get(Consistency));
  await app.register(helmet, securityHeaders(context.environment.HSTS_SECONDS));
  measureRequests(server, app.get(Metrics));
  logAnswers(server, log);
  serveDocs(app, VERSION);
  return app;
}
