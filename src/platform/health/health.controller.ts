import { Controller, Get, HttpException, Res } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import {
  HealthCheckService,
  type HealthCheckResult,
  type HealthIndicatorFunction,
  TypeOrmHealthIndicator,
} from '@nestjs/terminus';
import type { FastifyReply } from 'fastify';
import { Public } from '../security/access.js';
import { DegradedState, type Readiness } from './degraded.js';
import { MigrationIndicator } from './migration.indicator.js';
import { PartitionIndicator } from './partition.indicator.js';

/** Probes for orchestrators and people. */
@ApiTags('health')
@Public()
@Controller('health')
export class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly database: TypeOrmHealthIndicator,
    private readonly migrations: MigrationIndicator,
    private readonly partitions: PartitionIndicator,
    private readonly degraded: DegradedState,
  ) {}

  /** Whether the process answers at all. Restart it when it does not. */
  @Get('live')
  @ApiOperation({ operationId: 'getLiveness', summary: 'Liveness: the process answers' })
  @ApiResponse({ status: 200, description: 'The process answers.' })
  live(@Res({ passthrough: true }) reply: FastifyReply): Promise<HealthCheckResult> {
    return this.answer(reply, []);
  }

  /**
   * Whether requests can be served: database, migrations, partitions, spool. While the database is away the service is
   * `degraded` and still ready, as long as predictions can be spooled.
   */
  @Get('ready')
  @ApiOperation({ operationId: 'getReadiness', summary: 'Readiness: database, migrations, partitions, spool' })
  @ApiResponse({ status: 200, description: 'Ready; with the status `degraded`, predictions only.' })
  @ApiResponse({ status: 503, description: 'Not ready; the body names what is down.' })
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<HealthCheckResult | Readiness> {
    if (this.degraded.away) {
      const readiness = await this.degraded.readiness();
      reply.status(readiness.status === 'error' ? 503 : 200);
      return readiness;
    }
    const spool = await this.degraded.spoolPart();
    return this.answer(reply, [
      () => this.database.pingCheck('database', { timeout: 2000 }),
      () => this.migrations.check(),
      () => this.partitions.check(),
      () => ({ spool: { ...spool, status: 'up' } }), // unused while the database is there: what it says is a warning
    ]);
  }

  private async answer(reply: FastifyReply, checks: HealthIndicatorFunction[]): Promise<HealthCheckResult> {
    try {
      return await this.health.check(checks);
    } catch (error) {
      if (!(error instanceof HttpException)) throw error;
      reply.status(error.getStatus());
      return error.getResponse() as HealthCheckResult;
    }
  }
}
