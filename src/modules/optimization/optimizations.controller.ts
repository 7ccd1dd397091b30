import { Readable } from 'node:stream';
import { Body, Controller, Get, HttpCode, Param, Post, Query, Res, StreamableFile } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { PageQuery } from '../../platform/http/index.js';
import { RequirePermission } from '../../platform/security/index.js';
import { Audited } from '../audit/index.js';
import { actionsCsv } from './actions-csv.js';
import { CreateOptimizationRequest } from './dto/create-optimization.dto.js';
import { OPTIMIZATION_EXAMPLES } from './dto/create-optimization.example.js';
import { ActionPageResponse, OptimizationPageResponse, OptimizationResponse } from './dto/optimization.dto.js';
import { OptimizationIdParam, OptimizationListQuery } from './dto/optimization-query.dto.js';
import { toOptimizationResponse, toOptimizationSummary } from './dto/to-optimization-response.js';
import { OptimizationsService } from './optimizations.service.js';

/** Which interventions to spend the next dollar on. */
@ApiTags('portfolio')
@RequirePermission('optimizations:read')
@Controller('portfolio/optimizations')
export class OptimizationsController {
  constructor(private readonly optimizations: OptimizationsService) {}

  /**
   * Orders a plan of action: which members get which intervention, under budget, capacity and contacts, so that the
   * official rating, through its real arithmetic, is reached, likeliest or worth most. A job makes it, with progress and
   * cancel at `/api/v1/jobs/{jobId}`.
   */
  @Post()
  @HttpCode(202)
  @RequirePermission('optimizations:write')
  @Audited({ event: 'optimization.ordered' })
  @ApiOperation({ operationId: 'createOptimization', summary: 'Order a plan of action' })
  @ApiBody({ type: CreateOptimizationRequest, examples: OPTIMIZATION_EXAMPLES })
  async create(
    @Body() request: CreateOptimizationRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<OptimizationResponse> {
    const row = await this.optimizations.order(request);
    void reply.header('location', `/api/v1/portfolio/optimizations/${row.id}`);
    return toOptimizationResponse(row);
  }

  /** Plans, newest first. */
  @Get()
  @ApiOperation({ operationId: 'listOptimizations', summary: 'List plans of action' })
  async list(@Query() query: OptimizationListQuery): Promise<OptimizationPageResponse> {
    const { items, next } = await this.optimizations.list(query);
    return { items: items.map(toOptimizationSummary), next };
  }

  /** A plan: what it costs and brings, what holds it back, what is left out and why. */
  @Get(':id')
  @ApiOperation({ operationId: 'getOptimization', summary: 'Read a plan of action' })
  async find(@Param() { id }: OptimizationIdParam): Promise<OptimizationResponse> {
    return toOptimizationResponse(await this.optimizations.find(id));
  }

  /** The contacts of a plan, member by member, highest priority first. */
  @Get(':id/actions')
  @Audited({ event: 'optimization.actions-read', entityParam: 'id', reads: true })
  @ApiOperation({ operationId: 'listOptimizationActions', summary: "List a plan's actions" })
  actions(@Param() { id }: OptimizationIdParam, @Query() { limit, cursor }: PageQuery): Promise<ActionPageResponse> {
    return this.optimizations.page(id, limit, cursor) as Promise<ActionPageResponse>;
  }

  /** The contacts of a plan as a file for outreach teams. Members are named by hash. */
  @Get(':id/actions.csv')
  @ApiOperation({ operationId: 'exportOptimizationActions', summary: "Export a plan's actions" })
  @ApiProduces('text/csv')
  @ApiOkResponse({ description: 'One action a line.', schema: { type: 'string' } })
  async export(@Param() { id }: OptimizationIdParam): Promise<StreamableFile> {
    const stream = Readable.from(actionsCsv(await this.optimizations.export(id)), { objectMode: false });
    return new StreamableFile(stream, {
      type: 'text/csv; charset=utf-8',
      disposition: `attachment; filename="actions-${id}.csv"`,
    });
  }

  /**
   * Plans an intervention for every action, all in one transaction. Gaps that were settled or covered meanwhile are left
   * out, and the answer counts them. Accepting again changes nothing and answers the same.
   */
  @Post(':id/accept')
  @HttpCode(200)
  @RequirePermission('optimizations:write')
  @Audited({ event: 'optimization.accepted', entityParam: 'id' })
  @ApiOperation({ operationId: 'acceptOptimization', summary: 'Accept a plan of action' })
  async accept(@Param() { id }: OptimizationIdParam): Promise<OptimizationResponse> {
    return toOptimizationResponse(await this.optimizations.accept(id));
  }
}
