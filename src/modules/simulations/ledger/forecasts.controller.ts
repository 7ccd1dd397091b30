import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { ReadsReplica } from '../../../platform/http/index.js';
import { RequirePermission } from '../../../platform/security/index.js';
import {
  ForecastListQuery,
  ForecastPageResponse,
  type ForecastResponse,
  ForecastScoreQuery,
  ForecastScoreResponse,
} from '../dto/forecast-ledger.dto.js';
import type { ForecastEntity } from './forecast.entity.js';
import { ForecastLedger } from './forecast-ledger.js';

function toForecastResponse(row: ForecastEntity): ForecastResponse {
  const { rulesetVersion, rulesetDigest, seed, madeAt, measures, ...rest } = row;
  return {
    ...rest,
    measures: measures.map((one) => ({ ...one, chances: [...one.chances] })),
    ruleSet: { version: rulesetVersion, digest: rulesetDigest },
    seed: seed === null ? null : Number(seed),
    madeAt: madeAt.toISOString(),
  };
}

/** Forecasts as they were made, and how good they were. */
@ApiTags('forecasts')
@RequirePermission('simulations:read')
@Controller('forecasts')
export class ForecastsController {
  constructor(private readonly ledger: ForecastLedger) {}

  /** Forecasts kept, newest first. */
  @Get()
  @ReadsReplica()
  @ApiOperation({ operationId: 'listForecasts', summary: 'List forecasts' })
  async list(@Query() { limit, cursor, ...filter }: ForecastListQuery): Promise<ForecastPageResponse> {
    const { items, next } = await this.ledger.list(filter, limit, cursor);
    return { items: items.map(toForecastResponse), next };
  }

  /** Forecasts of a star year scored against CMS's imported tables. */
  @Get('score')
  @ReadsReplica()
  @ApiOperation({ operationId: 'scoreForecasts', summary: 'Score the forecasts of a star year' })
  async score(@Query() { starYear, contractId, which }: ForecastScoreQuery): Promise<ForecastScoreResponse> {
    const { score, ...counts } = await this.ledger.score(starYear, which === 'all', contractId);
    return { ...counts, ...score };
  }
}
