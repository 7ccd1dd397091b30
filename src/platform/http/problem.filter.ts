import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Log } from '../telemetry/index.js';
import { problemDocument } from './problem.js';
import { toProblem } from './to-problem.js';

/** Turns every error into a problem document. Unexpected ones are logged with their stack, which no client sees. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly log: Log) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const problem = toProblem(error);
    if (problem.code === 'internal-error') this.log.failure('request failed', error, { requestId: request.id });
    if (reply.sent) return;
    void reply
      .status(problem.getStatus())
      .headers({ ...problem.headers, 'content-type': 'application/problem+json; charset=utf-8' })
      .send(JSON.stringify(problemDocument(problem, request.id)));
  }
}
