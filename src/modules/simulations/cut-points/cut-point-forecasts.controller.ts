import { Controller, Get, Param, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { RequirePermission } from '../../../platform/security/index.js';
import { StarYearParam } from '../../ratings/index.js';
import { CutPointForecastResponse } from '../dto/cut-point-forecast.dto.js';
import { toCutPointForecastResponse } from '../dto/to-cut-point-forecast-response.js';
import { CutPointForecastsService } from './cut-point-forecasts.service.js';

/** Cut points that have not been published yet. */
@ApiTags('rulesets')
@Controller('rulesets')
export class CutPointForecastsController {
  constructor(private readonly forecasts: CutPointForecastsService) {}

  /**
   * The cut points of the year after `starYear` as p10, p50 and p90, from CMS's imported tables, with the measured past
   * error beside them, or the statement that it cannot be measured yet. Where only the tables of the year before
   * `starYear` are imported, `starYear` itself is forecast. Made once for each import, as a job: until then 202.
   */
  @Get(':starYear/cut-points/forecast')
  @RequirePermission('rulesets:read')
  @ApiOperation({ operationId: 'getCutPointForecast', summary: "Forecast the next star year's cut points" })
  async forecast(
    @Param() { starYear }: StarYearParam,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CutPointForecastResponse> {
    const forecast = toCutPointForecastResponse(await this.forecasts.ask(starYear));
    if (forecast.status === 'pending') reply.status(202).header('retry-after', '2');
    return forecast;
  }
}
