import { Controller, Get, Header } from '@nestjs/common';
import { ApiOperation, ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Public } from '../security/access.js';
import { Metrics } from './metrics.js';

/** Metrics in Prometheus' text format. */
@ApiTags('health')
@Public()
@Controller('metrics')
export class MetricsController {
  constructor(private readonly metrics: Metrics) {}

  /** Counts, durations and gauges of this process; no member data. */
  @Get()
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  @ApiOperation({ operationId: 'getMetrics', summary: 'Metrics for Prometheus' })
  @ApiProduces('text/plain')
  @ApiResponse({ status: 200, description: 'Metrics in the text exposition format.' })
  read(): Promise<string> {
    return this.metrics.registry.metrics();
  }
}
