import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { IdParam, ReadsReplica } from '../../platform/http/index.js';
import { RequirePermission } from '../../platform/security/index.js';
import { Audited } from '../audit/index.js';
import { SnapshotPageResponse, SnapshotResponse, TrendResponse } from './dto/snapshot.dto.js';
import { LatestSnapshotQuery, SnapshotListQuery, TakeSnapshotRequest, TrendQuery } from './dto/snapshot-query.dto.js';
import { toSnapshotResponse, toTrendResponse } from './dto/to-snapshot-response.js';
import { PortfolioService } from './portfolio.service.js';

/** Where contracts stand, and how that changes. */
@ApiTags('portfolio')
@RequirePermission('portfolio:read')
@Controller('portfolio')
export class PortfolioController {
  constructor(private readonly portfolio: PortfolioService) {}

  /**
   * Counts members and gaps of a contract and year, computes rates and the current and year-end rating, and keeps it
   * all. Member-level measures come from the gaps, all others from CMS's imported results.
   */
  @Post('snapshots')
  @RequirePermission('portfolio:write')
  @Audited({ event: 'portfolio.snapshot-taken' })
  @ApiOperation({ operationId: 'takePortfolioSnapshot', summary: 'Take a snapshot of a contract' })
  async take(
    @Body() request: TakeSnapshotRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SnapshotResponse> {
    const snapshot = await this.portfolio.take(request);
    void reply.header('location', `/api/v1/portfolio/snapshots/${snapshot.id}`);
    return toSnapshotResponse(snapshot);
  }

  /** History of snapshots, newest first. */
  @Get('snapshots')
  @ReadsReplica()
  @ApiOperation({ operationId: 'listPortfolioSnapshots', summary: 'List snapshots' })
  async list(@Query() query: SnapshotListQuery): Promise<SnapshotPageResponse> {
    const { items, next } = await this.portfolio.list(query);
    return { items: items.map(toSnapshotResponse), next };
  }

  /** The newest snapshot of a contract. */
  @Get('snapshots/latest')
  @ReadsReplica()
  @ApiOperation({ operationId: 'getLatestPortfolioSnapshot', summary: 'Read the newest snapshot' })
  latest(@Query() query: LatestSnapshotQuery): Promise<SnapshotResponse> {
    return this.portfolio.hot('latest', query, async () => toSnapshotResponse(await this.portfolio.latest(query)));
  }

  /** A snapshot. */
  @Get('snapshots/:id')
  @ApiOperation({ operationId: 'getPortfolioSnapshot', summary: 'Read a snapshot' })
  async find(@Param() { id }: IdParam): Promise<SnapshotResponse> {
    return toSnapshotResponse(await this.portfolio.find(id));
  }

  /** What changed between two days, by measure and rating: between the last snapshot up to the end of each. */
  @Get('trends')
  @ReadsReplica()
  @ApiOperation({ operationId: 'getPortfolioTrend', summary: 'Compare two days' })
  trend(@Query() query: TrendQuery): Promise<TrendResponse> {
    return this.portfolio.hot('trend', query, async () => toTrendResponse(await this.portfolio.trend(query)));
  }
}
