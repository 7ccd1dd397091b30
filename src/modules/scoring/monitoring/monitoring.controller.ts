import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { RequirePermission } from '../../../platform/security/index.js';
import { ModelParam } from '../../models/index.js';
import { MonitoringQuery, MonitoringResponse, toMonitoringResponse } from './monitoring.dto.js';
import { MonitoringService } from './monitoring.service.js';

/** How models do on the plan's own members. */
@ApiTags('models')
@Controller('models')
export class MonitoringController {
  constructor(private readonly monitoring: MonitoringService) {}

  /**
   * Realised calibration, Brier score and AUC by month of prediction, for measurement years that have ended, and
   * missing rates and drift of features by month of scoring. Counts alone: no value of a member is shown.
   */
  @Get(':id/monitoring')
  @RequirePermission('models:read')
  @ApiOperation({ operationId: 'getModelMonitoring', summary: 'Monitor a model' })
  async read(
    @Param() { id }: ModelParam,
    @Query() { version, from, to }: MonitoringQuery,
  ): Promise<MonitoringResponse> {
    return toMonitoringResponse(await this.monitoring.of(id, version, new Date(), from, to));
  }
}
