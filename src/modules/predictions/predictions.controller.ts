import { Controller, Delete, Get, Param, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Cursors, IdParam, ReadsReplica } from '../../platform/http/index.js';
import { RequirePermission } from '../../platform/security/index.js';
import { Audited, AuditTrail } from '../audit/index.js';
import { MemberHashParam } from '../members/index.js';
import {
  DeletedPredictionsResponse,
  DeletePredictionsQuery,
  LatestPredictionsQuery,
  PredictionHistoryQuery,
  PredictionListResponse,
  PredictionResponse,
  toPredictionResponse,
} from './dto/prediction.dto.js';
import { PredictionsService } from './predictions.service.js';

const LIST = 'predictions';

/** Stored predictions with their explanations. Scoring again adds history. */
@ApiTags('predictions')
@RequirePermission('predictions:read')
@Controller()
export class PredictionsController {
  constructor(
    private readonly predictions: PredictionsService,
    private readonly cursors: Cursors,
    private readonly audit: AuditTrail,
  ) {}

  /** One prediction. */
  @Get('predictions/:id')
  @Audited({ event: 'prediction.read', entityParam: 'id', reads: true })
  @ApiOperation({ operationId: 'getPrediction', summary: 'Read a prediction' })
  async read(@Param() { id }: IdParam): Promise<PredictionResponse> {
    const { prediction, member } = await this.predictions.get(id);
    this.audit.describe('prediction.read', { entityId: id, contractId: prediction.contractId, after: { rows: 1 } });
    return toPredictionResponse(prediction, member.memberHash);
  }

  /** A member's predictions, newest first. */
  @Get('members/:memberHash/predictions')
  @ReadsReplica()
  @Audited({ event: 'prediction.read', reads: true })
  @ApiOperation({ operationId: 'listMemberPredictions', summary: 'History of predictions of a member' })
  async history(
    @Param() name: MemberHashParam,
    @Query() { measure, limit, cursor }: PredictionHistoryQuery,
  ): Promise<PredictionListResponse> {
    const [beforeId] = (this.cursors.decode(LIST, cursor) ?? []) as string[];
    const { member, predictions } = await this.predictions.history(name, { measure, beforeId, limit });
    const { items, next } = this.cursors.page(LIST, predictions, limit, (row) => [row.id]);
    this.audit.describe('prediction.read', { contractId: member.contractId, after: { rows: items.length } });
    return { items: items.map((row) => toPredictionResponse(row, member.memberHash)), next };
  }

  /** The latest prediction of each measure of a member. */
  @Get('members/:memberHash/predictions/latest')
  @ReadsReplica()
  @Audited({ event: 'prediction.read', reads: true })
  @ApiOperation({ operationId: 'listLatestPredictions', summary: 'Latest prediction of each measure of a member' })
  async latest(
    @Param() name: MemberHashParam,
    @Query() { measure }: LatestPredictionsQuery,
  ): Promise<PredictionListResponse> {
    const { member, predictions } = await this.predictions.latest(name, measure);
    this.audit.describe('prediction.read', { contractId: member.contractId, after: { rows: predictions.length } });
    return { items: predictions.map((row) => toPredictionResponse(row, member.memberHash)), next: null };
  }

  /** Deletes predictions made before a time, at most `limit` of them: call again while there are more. */
  @Delete('predictions')
  @RequirePermission('predictions:write')
  @Audited({ event: 'prediction.deleted' })
  @ApiOperation({ operationId: 'deletePredictions', summary: 'Delete old predictions' })
  async delete(@Query() { contractId, before, limit }: DeletePredictionsQuery): Promise<DeletedPredictionsResponse> {
    const time = new Date(before);
    const outcome = await this.predictions.deleteBefore(contractId, time, limit);
    const after = { before: time.toISOString(), rows: outcome.deleted };
    this.audit.describe('prediction.deleted', { contractId, after });
    return outcome;
  }
}
