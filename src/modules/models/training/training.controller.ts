import { Controller, HttpCode, type OnModuleInit, Post, Query, Req, Res } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { ApiBody, ApiConsumes, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { acceptStreams, isGzip, Problem, StreamedBody } from '../../../platform/http/index.js';
import { JobResponse, toJobResponse } from '../../../platform/jobs/index.js';
import { RequirePermission } from '../../../platform/security/index.js';
import { TrainModelQuery } from '../dto/model-request.dto.js';
import { trainingSpecOf, TrainingService } from './training.service.js';

/** Trains models on a plan's own history. */
@ApiTags('models')
@Controller('models')
export class TrainingController implements OnModuleInit {
  constructor(
    private readonly training: TrainingService,
    private readonly http: HttpAdapterHost,
  ) {}

  onModuleInit(): void {
    // Without HTTP (command line) there is nothing to listen to.
    const server = this.http.httpAdapter?.getInstance<Partial<FastifyInstance>>();
    if (server?.addContentTypeParser) acceptStreams(server as FastifyInstance, '/api/v1/models/train');
  }

  /**
   * Trains a model on rows of a CSV (at most 128 MB of text), as a job: `GET /jobs/{id}` has its progress and, at the
   * end, the candidate with its figures. The rows are kept encrypted until the job has ended, and then dropped.
   */
  @Post('train')
  @HttpCode(202)
  @RequirePermission('models:write')
  @ApiOperation({ operationId: 'trainModel', summary: 'Train a model' })
  @ApiConsumes('text/csv')
  @ApiBody({ schema: { type: 'string', format: 'binary' }, description: 'CSV with a header; see docs/models.md.' })
  async train(
    @Query() { name, spec }: TrainModelQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<JobResponse> {
    const { body } = request;
    if (!(body instanceof StreamedBody) || body.format !== 'csv') {
      throw new Problem('unsupported-media-type', 'Send the rows as text/csv.');
    }
    const job = await this.training.order(name, trainingSpecOf(spec), isGzip(request.headers), body.stream);
    void reply.header('location', `/api/v1/jobs/${job.id}`);
    return toJobResponse(job, new Date());
  }
}
