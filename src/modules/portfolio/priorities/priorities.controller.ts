import { Body, Controller, Get, HttpCode, Post, Query, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { JobResponse, toJobResponse } from '../../../platform/jobs/index.js';
import { RequirePermission } from '../../../platform/security/index.js';
import { Audited, AuditTrail } from '../../audit/index.js';
import { MarginalValuesQuery, RecomputePrioritiesRequest } from '../dto/marginal-query.dto.js';
import { MarginalValuesResponse } from '../dto/marginal-values.dto.js';
import { toMarginalValuesResponse } from '../dto/to-marginal-values-response.js';
import { MarginalValuesService } from './marginal-values.service.js';
import { PrioritiesRepository } from './priorities.repository.js';
import { PrioritiesService } from './priorities.service.js';

/** What closing one gap is worth, and the worklist's order that follows. */
@ApiTags('portfolio')
@RequirePermission('portfolio:read')
@Controller('portfolio')
export class PrioritiesController {
  constructor(
    private readonly values: MarginalValuesService,
    private readonly priorities: PrioritiesService,
    private readonly repository: PrioritiesRepository,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * What one more closure changes, measure by measure, through the rules of the rating: P(4 stars or more), expected
   * stars and expected payments. Often nothing, sometimes less than nothing. A gap that stays open with probability q is
   * worth q times its measure's value. Every assumption comes back.
   */
  @Get('marginal-values')
  @ApiOperation({ operationId: 'getMarginalValues', summary: 'What closing one gap is worth' })
  async marginalValues(@Query() query: MarginalValuesQuery): Promise<MarginalValuesResponse> {
    const found = await this.values.of(query);
    return toMarginalValuesResponse(query, found, await this.repository.state(query));
  }

  /**
   * Recomputes the priorities of a contract's open gaps as a job. It happens by itself when gaps, predictions, CMS's
   * results or rules have changed; one job a contract and year at a time.
   */
  @Post('priorities')
  @HttpCode(202)
  @RequirePermission('portfolio:write')
  @Audited({ event: 'portfolio.priorities-ordered' })
  @ApiOperation({ operationId: 'recomputePriorities', summary: 'Recompute the order of the worklist' })
  async recompute(
    @Body() request: RecomputePrioritiesRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<JobResponse> {
    const job = await this.priorities.order(request);
    const { contractId, measurementYear } = request;
    this.audit.describe('portfolio.priorities-ordered', { entityId: job.id, contractId, after: { measurementYear } });
    void reply.header('location', `/api/v1/jobs/${job.id}`);
    return toJobResponse(job, new Date());
  }
}
