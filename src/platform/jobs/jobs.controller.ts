import { Controller, Get, HttpCode, Param, Post, Query, StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { RequirePermission } from '../security/index.js';
import { JobIdParam, JobListQuery, JobPageResponse, JobResponse, toJobResponse } from './dto/job.dto.js';
import { jobEvents } from './job-events.js';
import { JobWatcher } from './job-watcher.js';
import { Jobs } from './jobs.js';

/** Background jobs: imports, exports, simulations and other long work. */
@ApiTags('jobs')
@Controller('jobs')
export class JobsController {
  constructor(
    private readonly jobs: Jobs,
    private readonly watcher: JobWatcher,
  ) {}

  /** Jobs that the caller may see, newest first. */
  @Get()
  @RequirePermission('jobs:read')
  @ApiOperation({ operationId: 'listJobs', summary: 'List jobs' })
  async list(@Query() query: JobListQuery): Promise<JobPageResponse> {
    const { items, next } = await this.jobs.list(query);
    return { items: items.map((job) => toJobResponse(job, new Date())), next };
  }

  /** A job with its progress and, at the end, its result. */
  @Get(':id')
  @RequirePermission('jobs:read')
  @ApiOperation({ operationId: 'getJob', summary: 'Read a job' })
  async find(@Param() { id }: JobIdParam): Promise<JobResponse> {
    return toJobResponse(await this.jobs.find(id), new Date());
  }

  /** Progress as server-sent events: `progress` on each change, `end` with the final state, then the stream ends. */
  @Get(':id/events')
  @RequirePermission('jobs:read')
  @ApiOperation({ operationId: 'followJob', summary: "Follow a job's progress" })
  @ApiProduces('text/event-stream')
  @ApiOkResponse({ description: 'Server-sent events whose data is a job.', schema: { type: 'string' } })
  async follow(@Param() { id }: JobIdParam): Promise<StreamableFile> {
    return new StreamableFile(jobEvents(await this.jobs.find(id), this.watcher), { type: 'text/event-stream' });
  }

  /** Cancels a job: one that waits at once, one that runs at its next step. Nothing of it remains. */
  @Post(':id/cancel')
  @HttpCode(202)
  @RequirePermission('jobs:write')
  @ApiOperation({ operationId: 'cancelJob', summary: 'Cancel a job' })
  async cancel(@Param() { id }: JobIdParam): Promise<JobResponse> {
    return toJobResponse(await this.jobs.cancel(id), new Date());
  }
}
