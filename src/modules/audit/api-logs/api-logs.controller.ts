import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Cursors, invalid, RequestContext, ReadsReplica } from '../../../platform/http/index.js';
import { RequirePermission } from '../../../platform/security/index.js';
import { ApiLogPageDto, ErrorsQuery, RouteStatsListDto, toApiLogEntry, WindowQuery } from '../dto/api-log.dto.js';
import { visibleContracts } from '../visible-contracts.js';
import { ApiLogRepository, type ApiLogWindow } from './api-log.repository.js';

const LIST = 'api-log-errors';
const DAY_MS = 86_400_000;
const LONGEST_DAYS = 31;

const shown = ({ from, to }: ApiLogWindow): { from: string; to: string } => ({
  from: from.toISOString(),
  to: to.toISOString(),
});

/** How the API was used: figures by route, the slowest requests, the failed ones. */
@ApiTags('audit')
@RequirePermission('audit:read')
@Controller('audit/api-logs')
export class ApiLogsController {
  constructor(
    private readonly rows: ApiLogRepository,
    private readonly cursors: Cursors,
    private readonly context: RequestContext,
  ) {}

  /** Requests, errors and percentiles of the duration by route, the busiest first. */
  @Get('stats')
  @ReadsReplica()
  @ApiOperation({ operationId: 'getApiLogStats', summary: 'Requests, errors and latency by route' })
  @ApiResponse({ status: 200, description: 'Figures by route.', type: RouteStatsListDto })
  async stats(@Query() query: WindowQuery): Promise<RouteStatsListDto> {
    const window = this.window(query);
    return { ...shown(window), items: await this.rows.stats(window, query.limit) };
  }

  /** The requests that took longest. */
  @Get('slowest')
  @ReadsReplica()
  @ApiOperation({ operationId: 'listSlowestRequests', summary: 'Slowest requests' })
  @ApiResponse({ status: 200, description: 'Requests, the slowest first.', type: ApiLogPageDto })
  async slowest(@Query() query: WindowQuery): Promise<ApiLogPageDto> {
    const window = this.window(query);
    const found = await this.rows.slowest(window, query.limit);
    return { ...shown(window), items: found.map(toApiLogEntry), next: null };
  }

  /** Requests that were answered with an error or given up by the client, newest first. */
  @Get('errors')
  @ReadsReplica()
  @ApiOperation({ operationId: 'listFailedRequests', summary: 'Failed and abandoned requests' })
  @ApiResponse({ status: 200, description: 'Requests, newest first.', type: ApiLogPageDto })
  async errors(@Query() query: ErrorsQuery): Promise<ApiLogPageDto> {
    const window = this.window(query);
    const position = this.cursors.decode(LIST, query.cursor) as [string, string] | undefined;
    const found = await this.rows.errors(window, query.fromStatus, position, query.limit + 1);
    const page = this.cursors.page(LIST, found, query.limit, (row) => [row.occurredAt.toISOString(), row.id]);
    return { ...shown(window), items: page.items.map(toApiLogEntry), next: page.next };
  }

  private window(query: WindowQuery): ApiLogWindow {
    const to = query.to ?? new Date();
    const from = query.from ?? new Date(to.getTime() - DAY_MS);
    if (from.getTime() >= to.getTime()) throw invalid('?from', 'before-to', 'from must be before to.');
    if (to.getTime() - from.getTime() > LONGEST_DAYS * DAY_MS) {
      throw invalid('?from', 'window', `from and to may be ${LONGEST_DAYS} days apart at most.`);
    }
    return { from, to, contracts: visibleContracts(this.context.principal) };
  }
}
