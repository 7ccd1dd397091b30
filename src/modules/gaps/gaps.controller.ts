import { Body, Controller, Get, Headers, HttpCode, Param, Patch, Post, Query, Res } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { isSettled } from '../../core/gaps/index.js';
import { etagOf, IdParam, versionOf, ReadsReplica } from '../../platform/http/index.js';
import { RequirePermission } from '../../platform/security/index.js';
import { Audited, AuditTrail } from '../audit/index.js';
import { MemberHashParam } from '../members/index.js';
import {
  GapHistoryListResponse,
  GapListResponse,
  GapResponse,
  MemberGapsResponse,
  toGapHistoryResponse,
  toGapResponse,
} from './dto/gap.dto.js';
import {
  AssignmentRequest,
  EvidenceRequest,
  toDetails,
  toReport,
  UpdateGapRequest,
  UpsertGapRequest,
  WorkRequest,
} from './dto/gap-change.dto.js';
import { MemberGapsQuery, RatesQuery, RatesResponse, toRatesResponse, WorklistQuery } from './dto/worklist.dto.js';
import { Gap } from './gap.entity.js';
import { describeGap } from './gaps.audit.js';
import { type GapOfMember, GapsService } from './gaps.service.js';
import { WorklistService } from './worklist.service.js';

const IF_MATCH = {
  name: 'If-Match',
  required: false,
  description: 'ETag of the gap as it was read: 412 if it changed.',
};

const optionalVersion = (ifMatch: string | undefined): number | undefined =>
  ifMatch === undefined ? undefined : versionOf(ifMatch);

function answer({ gap, member }: GapOfMember, reply: FastifyReply): GapResponse {
  void reply.header('etag', etagOf(gap.version));
  return toGapResponse(gap, member.memberHash);
}

/** Care gaps: what the records say (evidence) and where the outreach stands (work), kept apart. */
@ApiTags('gaps')
@RequirePermission('gaps:read')
@Controller()
export class GapsController {
  constructor(
    private readonly gaps: GapsService,
    private readonly worklists: WorklistService,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * Adds the gap of a member, measure and year (201), or weighs what is reported against the one that is there (200).
   * Illegal changes and older evidence are refused with 409.
   */
  @Post('gaps')
  @RequirePermission('gaps:write')
  @Audited({ event: 'gap.reported' })
  @ApiOperation({ operationId: 'upsertGap', summary: 'Report a gap' })
  async upsert(@Body() body: UpsertGapRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<GapResponse> {
    const { memberId, memberHash, measure, measurementYear } = body;
    const name = { memberId: memberId ?? undefined, memberHash: memberHash ?? undefined };
    const outcome = await this.gaps.upsert(name, { measure, measurementYear }, toReport(body), toDetails(body));
    this.audit.describe('gap.reported', describeGap(outcome.before, outcome.gap));
    void reply.status(outcome.created ? 201 : 200).header('location', `/api/v1/gaps/${outcome.gap.id}`);
    return answer(outcome, reply);
  }

  /** The worklist: gaps of a contract and year, highest priority first. */
  @Get('gaps')
  @ReadsReplica()
  @Audited({ event: 'gap.read', reads: true })
  @ApiOperation({ operationId: 'listGaps', summary: 'Worklist of a contract' })
  async worklist(@Query() query: WorklistQuery): Promise<GapListResponse> {
    const answer = await this.worklists.answer(query);
    this.audit.describe('gap.read', { contractId: query.contractId, after: { rows: answer.items.length } });
    return answer;
  }

  /** Numerator, denominator and rate of each measure, as they follow from the gaps. */
  @Get('gaps/rates')
  @ReadsReplica()
  @ApiOperation({ operationId: 'getGapRates', summary: 'Measure rates of a contract from its gaps' })
  async rates(@Query() query: RatesQuery): Promise<RatesResponse> {
    return toRatesResponse(query, await this.worklists.counts(query.contractId, query.measurementYear));
  }

  /** All gaps of a member, so that one contact can close several. */
  @Get('members/:memberHash/gaps')
  @ReadsReplica()
  @Audited({ event: 'gap.read', reads: true })
  @ApiOperation({ operationId: 'listMemberGaps', summary: 'All gaps of a member' })
  async ofMember(
    @Param() { memberHash }: MemberHashParam,
    @Query() { measurementYear }: MemberGapsQuery,
  ): Promise<MemberGapsResponse> {
    const { member, gaps } = await this.gaps.ofMember({ memberHash }, measurementYear);
    const items = gaps.map((gap) => toGapResponse(gap, member.memberHash));
    this.audit.describe('gap.read', { contractId: member.contractId, after: { rows: items.length } });
    const open = gaps.filter((gap) => !isSettled(gap.evidence)).length;
    return { memberHash: member.memberHash.toString('hex'), open, items };
  }

  /** One gap. */
  @Get('gaps/:id')
  @Audited({ event: 'gap.read', entityParam: 'id', reads: true })
  @ApiOperation({ operationId: 'getGap', summary: 'Read a gap' })
  async read(@Param() { id }: IdParam, @Res({ passthrough: true }) reply: FastifyReply): Promise<GapResponse> {
    const found = await this.gaps.get(id);
    this.seen(found.gap, 1);
    return answer(found, reply);
  }

  /** Changes of evidence, work and owner, oldest first. */
  @Get('gaps/:id/history')
  @ReadsReplica()
  @Audited({ event: 'gap.read', entityParam: 'id', reads: true })
  @ApiOperation({ operationId: 'getGapHistory', summary: 'History of a gap' })
  async history(@Param() { id }: IdParam): Promise<GapHistoryListResponse> {
    const { gap, changes } = await this.gaps.history(id);
    this.seen(gap, changes.length);
    return { items: changes.map(toGapHistoryResponse) };
  }

  /** Sets tier, priority, due date or adherence of a gap that is still as it was read (412 otherwise). */
  @Patch('gaps/:id')
  @RequirePermission('gaps:write')
  @ApiHeader({ ...IF_MATCH, required: true })
  @Audited({ event: 'gap.changed', entityParam: 'id' })
  @ApiOperation({ operationId: 'updateGap', summary: "Change a gap's details" })
  async update(
    @Param() { id }: IdParam,
    @Body() body: UpdateGapRequest,
    @Headers('if-match') ifMatch: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<GapResponse> {
    return answer(this.changed(await this.gaps.setDetails(id, versionOf(ifMatch), toDetails(body))), reply);
  }

  /** Reports what a source says; an illegal change of evidence is refused with 409. */
  @Post('gaps/:id/evidence')
  @HttpCode(200)
  @RequirePermission('gaps:write')
  @ApiHeader(IF_MATCH)
  @Audited({ event: 'gap.changed', entityParam: 'id' })
  @ApiOperation({ operationId: 'reportGapEvidence', summary: 'Report evidence of a gap' })
  async evidence(
    @Param() { id }: IdParam,
    @Body() body: EvidenceRequest,
    @Headers('if-match') ifMatch: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<GapResponse> {
    return answer(this.changed(await this.gaps.reportEvidence(id, optionalVersion(ifMatch), toReport(body))), reply);
  }

  /** Takes a step of the outreach; an illegal step is refused with 409. */
  @Post('gaps/:id/work')
  @HttpCode(200)
  @RequirePermission('gaps:write')
  @ApiHeader(IF_MATCH)
  @Audited({ event: 'gap.changed', entityParam: 'id' })
  @ApiOperation({ operationId: 'moveGapWork', summary: 'Move the work on a gap' })
  async work(
    @Param() { id }: IdParam,
    @Body() { work }: WorkRequest,
    @Headers('if-match') ifMatch: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<GapResponse> {
    return answer(this.changed(await this.gaps.moveWork(id, optionalVersion(ifMatch), work)), reply);
  }

  /** Gives the gap to an owner, or takes it from one. */
  @Post('gaps/:id/assignment')
  @HttpCode(200)
  @RequirePermission('gaps:write')
  @ApiHeader(IF_MATCH)
  @Audited({ event: 'gap.changed', entityParam: 'id' })
  @ApiOperation({ operationId: 'assignGap', summary: 'Assign a gap' })
  async assign(
    @Param() { id }: IdParam,
    @Body() { owner, dueOn }: AssignmentRequest,
    @Headers('if-match') ifMatch: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<GapResponse> {
    return answer(
      this.changed(await this.gaps.assign(id, optionalVersion(ifMatch), owner ?? null, dueOn ?? undefined)),
      reply,
    );
  }

  private changed(found: GapOfMember): GapOfMember {
    this.audit.describe('gap.changed', describeGap(found.before, found.gap));
    return found;
  }

  private seen({ id, contractId }: Gap, rows: number): void {
    this.audit.describe('gap.read', { entityId: id, contractId, after: { rows } });
  }
}
