import { Body, Controller, HttpCode, Post, Res } from '@nestjs/common';
import { ApiExtraModels, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Problem } from '../../platform/http/index.js';
import { RequirePermission } from '../../platform/security/index.js';
import { Spooled } from '../../platform/spool/index.js';
import { Audited } from '../audit/index.js';
import { batchItem } from './batch-items.js';
import { inSlices } from './in-slices.js';
import { MadePredictionResponse, PredictionBatchResponse } from './dto/made-prediction.dto.js';
import { PredictionBatchRequest, PredictionRequest } from './dto/prediction-request.dto.js';
import { toMadePredictionResponse, writtenBatch } from './dto/to-made-prediction.js';
import { type Outcome, ScoringService } from './scoring.service.js';

const RETRY = { 'retry-after': '15' };

/** Predictions with exact explanations. */
@ApiTags('predictions')
@ApiExtraModels(PredictionRequest)
@RequirePermission('predictions:write')
@Controller('predictions')
export class ScoringController {
  constructor(private readonly scoring: ScoringService) {}

  /** Predicts one gap with the active model of its measure, explains and stores it. */
  @Post()
  @Spooled()
  @Audited({ event: 'prediction.made', single: true })
  @ApiOperation({ operationId: 'makePrediction', summary: 'Predict one gap' })
  async one(@Body() body: PredictionRequest): Promise<MadePredictionResponse> {
    return this.scoring.predict([body], 0, ([outcome]) => {
      if (!('errors' in outcome)) return toMadePredictionResponse(outcome.made);
      const [{ code, message }] = outcome.errors;
      if (code === 'unknown-member') throw new Problem('not-found', 'There is no such member.');
      if (code === 'member-not-known-now') throw new Problem('unavailable', message, outcome.errors, RETRY);
      throw new Problem('validation-failed', 'The prediction cannot be made.', outcome.errors);
    });
  }

  /** Predicts up to 1,000 gaps. Each item has its prediction or its errors; those that can be made are stored. */
  @Post('batch')
  @HttpCode(200)
  @Spooled()
  @Audited({ event: 'prediction.made', single: true })
  @ApiOperation({ operationId: 'makePredictions', summary: 'Predict many gaps' })
  async batch(
    @Body() { items }: PredictionBatchRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PredictionBatchResponse> {
    const read = await inSlices(items, (slice) => slice.map(batchItem));
    const requests = read.filter((one): one is PredictionRequest => one instanceof PredictionRequest);
    const { response, json } = await this.scoring.predict(requests, items.length - requests.length, (outcomes) => {
      let next = 0;
      return writtenBatch(read.map((one): Outcome => (one instanceof PredictionRequest ? outcomes[next++] : one)));
    });
    // A problem that comes up yet is written as it is.
    const write = (answer: unknown): string => (answer === response ? json : JSON.stringify(answer));
    void reply.header('content-type', 'application/json; charset=utf-8').serializer(write);
    return response;
  }
}
