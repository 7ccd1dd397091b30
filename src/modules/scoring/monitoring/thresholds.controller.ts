import { Body, Controller, Get, Put } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { RequirePermission } from '../../../platform/security/index.js';
import { Audited, AuditTrail } from '../../audit/index.js';
import {
  MonitoringThresholdsRequest,
  MonitoringThresholdsResponse,
  thresholdsOf,
  toThresholdsResponse,
} from './thresholds.dto.js';
import { ThresholdsRepository } from './thresholds.repository.js';

/** From where on the figures of a model are a warning or an alert. */
@ApiTags('models')
@RequirePermission('models:read')
@Controller('monitoring-thresholds')
export class ThresholdsController {
  constructor(
    private readonly repository: ThresholdsRepository,
    private readonly audit: AuditTrail,
  ) {}

  /** What states are judged by. It starts with defaults that a plan replaces by its own. */
  @Get()
  @ApiOperation({ operationId: 'getMonitoringThresholds', summary: 'Read the thresholds of monitoring' })
  async read(): Promise<MonitoringThresholdsResponse> {
    return toThresholdsResponse(await this.repository.read());
  }

  /** Replaces all thresholds. Months that have passed are judged by them too: states are made when they are asked for. */
  @Put()
  @RequirePermission('models:write')
  @Audited({ event: 'monitoring-thresholds.set' })
  @ApiOperation({ operationId: 'putMonitoringThresholds', summary: 'Set the thresholds of monitoring' })
  async put(@Body() body: MonitoringThresholdsRequest): Promise<MonitoringThresholdsResponse> {
    const before = toThresholdsResponse(await this.repository.readToChange());
    const after = toThresholdsResponse(await this.repository.put(thresholdsOf(body)));
    this.audit.describe('monitoring-thresholds.set', { before: { ...before }, after: { ...after } });
    return after;
  }
}
