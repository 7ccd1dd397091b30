import { Body, Controller, Get, Headers, Param, Post, Query, Res } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { ContractTrace } from '../../core/ratings/index.js';
import { ReadsReplica } from '../../platform/http/index.js';
import { RequirePermission } from '../../platform/security/index.js';
import { RateContractQuery, RateContractRequest } from './dto/rate-contract.dto.js';
import { Audited } from '../audit/index.js';
import { RATE_CONTRACT_EXAMPLES } from './dto/rate-contract.example.js';
import {
  RatingComputedResponse,
  RatingIdParam,
  RatingListQuery,
  RatingPageResponse,
  RatingResponse,
  TraceQuery,
} from './dto/rating.dto.js';
import { RatingsService } from './ratings.service.js';

/** Ratings of contracts, exactly as CMS computes them. */
@ApiTags('ratings')
@Controller('ratings')
export class RatingsController {
  constructor(private readonly ratings: RatingsService) {}

  /**
   * Computes the Part C, Part D and overall rating of a contract from CMS's imported tables or from the results given,
   * and stores it with its trace. `persist=false` computes without storing.
   */
  @Post()
  @RequirePermission('ratings:write')
  @Audited({ event: 'rating.computed', single: true })
  @ApiOperation({ operationId: 'rateContract', summary: 'Rate a contract' })
  @ApiBody({ type: RateContractRequest, examples: RATE_CONTRACT_EXAMPLES })
  async rate(
    @Body() request: RateContractRequest,
    @Query() { persist }: RateContractQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<RatingComputedResponse> {
    const rating = await this.ratings.rate(request, persist !== 'false');
    if (rating.id) reply.header('location', `/api/v1/ratings/${rating.id}`);
    else reply.status(200);
    return rating;
  }

  /** Stored ratings: the history, newest first, or with `latest=true` the newest of each contract and star year. */
  @Get()
  @ReadsReplica()
  @RequirePermission('ratings:read')
  @ApiOperation({ operationId: 'listRatings', summary: 'List ratings' })
  list(@Query() query: RatingListQuery): Promise<RatingPageResponse> {
    return this.ratings.list(query);
  }

  /** A stored rating. */
  @Get(':id')
  @RequirePermission('ratings:read')
  @ApiOperation({ operationId: 'getRating', summary: 'Read a rating' })
  find(@Param() { id }: RatingIdParam): Promise<RatingResponse> {
    return this.ratings.find(id);
  }

  /** The ledger of a rating: every measure, every run, the branch taken and why, and what would move it. */
  @Get(':id/trace')
  @RequirePermission('ratings:read')
  @ApiOperation({ operationId: 'getRatingTrace', summary: "Read a rating's trace" })
  @ApiProduces('application/json', 'text/plain')
  @ApiOkResponse({ description: 'The trace.', schema: { type: 'object', additionalProperties: true } })
  async trace(
    @Param() { id }: RatingIdParam,
    @Query() { format }: TraceQuery,
    @Headers('accept') accept: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ContractTrace | string> {
    const asText = format ? format === 'text' : /^text\/plain/.test(accept ?? '');
    if (!asText) return this.ratings.trace(id);
    reply.type('text/plain; charset=utf-8');
    return this.ratings.traceText(id);
  }
}
