import { Body, Controller, Get, Put } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { RequirePermission } from '../../../platform/security/index.js';
import { Audited, AuditTrail } from '../../audit/index.js';
import {
  tierThresholdsOf,
  TierThresholdsRequest,
  TierThresholdsResponse,
  toTierThresholdsResponse,
} from './tier-thresholds.dto.js';
import { TierThresholdsRepository } from './tier-thresholds.repository.js';

/** From which probability on a gap is of the high and of the medium tier. */
@ApiTags('models')
@RequirePermission('models:read')
@Controller('tier-thresholds')
export class TierThresholdsController {
  constructor(
    private readonly repository: TierThresholdsRepository,
    private readonly audit: AuditTrail,
  ) {}

  /** What tiers are given by. They start at 0.70 and 0.40, which a plan replaces by its own. */
  @Get()
  @ApiOperation({ operationId: 'getTierThresholds', summary: 'Read the thresholds of tiers' })
  async read(): Promise<TierThresholdsResponse> {
    return toTierThresholdsResponse(await this.repository.read());
  }

  /** Replaces both thresholds. Predictions get their tiers by them within a second; those that are stored keep theirs. */
  @Put()
  @RequirePermission('models:write')
  @Audited({ event: 'tier-thresholds.set' })
  @ApiOperation({ operationId: 'putTierThresholds', summary: 'Set the thresholds of tiers' })
  async put(@Body() body: TierThresholdsRequest): Promise<TierThresholdsResponse> {
    const thresholds = tierThresholdsOf(body);
    const before = toTierThresholdsResponse(await this.repository.readToChange());
    const after = toTierThresholdsResponse(await this.repository.put(thresholds));
    this.audit.describe('tier-thresholds.set', { before: { ...before }, after: { ...after } });
    return after;
  }
}
