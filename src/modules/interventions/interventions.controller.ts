import { Body, Controller, Get, Headers, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Cursors, etagOf, givenFields, IdParam, versionOf, ReadsReplica } from '../../platform/http/index.js';
import { RequirePermission } from '../../platform/security/index.js';
import { Audited, AuditTrail } from '../audit/index.js';
import { MemberHashParam } from '../members/index.js';
import {
  CompleteInterventionRequest,
  InterventionListQuery,
  InterventionListResponse,
  InterventionResponse,
  PlanInterventionRequest,
  toInterventionResponse,
} from './dto/intervention.dto.js';
import { describeIntervention } from './interventions.audit.js';
import { type InterventionOfMember, InterventionsService } from './interventions.service.js';

const LIST = 'interventions';
const IF_MATCH = { name: 'If-Match', required: false, description: 'ETag as it was read: 412 if it changed.' };

const version = (ifMatch: string | undefined): number | undefined =>
  ifMatch === undefined ? undefined : versionOf(ifMatch);

function answer(found: InterventionOfMember, reply: FastifyReply): InterventionResponse {
  void reply.header('etag', etagOf(found.intervention.version));
  return toInterventionResponse(found, found.member.memberHash);
}

/** Interventions for the gaps of one member: planned, carried out or held out, and what became of them. */
@ApiTags('interventions')
@RequirePermission('interventions:read')
@Controller()
export class InterventionsController {
  constructor(
    private readonly interventions: InterventionsService,
    private readonly cursors: Cursors,
    private readonly audit: AuditTrail,
  ) {}

  /** Plans an intervention for one gap of a member, or a bundle for several. */
  @Post('interventions')
  @RequirePermission('interventions:write')
  @Audited({ event: 'intervention.planned' })
  @ApiOperation({ operationId: 'planIntervention', summary: 'Plan an intervention' })
  async plan(
    @Body() body: PlanInterventionRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<InterventionResponse> {
    const { typeCode, gapIds, holdout, cost, value, plannedOn } = body;
    const order = { typeCode, gapIds, holdout: holdout ?? false, ...givenFields({ cost, value, plannedOn }) };
    const { memberId, memberHash } = body;
    const planned = await this.interventions.plan(givenFields({ memberId, memberHash }), order);
    this.audit.describe('intervention.planned', describeIntervention(planned));
    void reply.header('location', `/api/v1/interventions/${planned.intervention.id}`);
    return answer(planned, reply);
  }

  /** Interventions of a contract and year, newest first. */
  @Get('interventions')
  @ReadsReplica()
  @Audited({ event: 'intervention.read', reads: true })
  @ApiOperation({ operationId: 'listInterventions', summary: 'List interventions' })
  async list(@Query() query: InterventionListQuery): Promise<InterventionListResponse> {
    const { contractId, measurementYear, state, limit, cursor } = query;
    const [beforeId] = (this.cursors.decode(LIST, cursor) ?? []) as string[];
    const rows = await this.interventions.list({ contractId, measurementYear, state, beforeId, limit });
    const { items, next } = this.cursors.page(LIST, rows, limit, ({ intervention }) => [intervention.id]);
    this.audit.describe('intervention.read', { contractId, after: { rows: items.length } });
    return { items: items.map((row) => toInterventionResponse(row)), next };
  }

  /** All interventions of a member, newest first. */
  @Get('members/:memberHash/interventions')
  @ReadsReplica()
  @Audited({ event: 'intervention.read', reads: true })
  @ApiOperation({ operationId: 'listMemberInterventions', summary: 'All interventions of a member' })
  async ofMember(@Param() { memberHash }: MemberHashParam): Promise<InterventionListResponse> {
    const { member, interventions } = await this.interventions.ofMemberNamed({ memberHash });
    const after = { rows: interventions.length };
    this.audit.describe('intervention.read', { contractId: member.contractId, after });
    return { items: interventions.map((row) => toInterventionResponse(row, member.memberHash)), next: null };
  }

  /** One intervention. */
  @Get('interventions/:id')
  @Audited({ event: 'intervention.read', entityParam: 'id', reads: true })
  @ApiOperation({ operationId: 'getIntervention', summary: 'Read an intervention' })
  async read(@Param() { id }: IdParam, @Res({ passthrough: true }) reply: FastifyReply): Promise<InterventionResponse> {
    const found = await this.interventions.get(id);
    const { contractId } = found.intervention;
    this.audit.describe('intervention.read', { entityId: id, contractId, after: { rows: 1 } });
    return answer(found, reply);
  }

  /** Begins a planned intervention. */
  @Post('interventions/:id/start')
  @HttpCode(200)
  @RequirePermission('interventions:write')
  @ApiHeader(IF_MATCH)
  @Audited({ event: 'intervention.changed', entityParam: 'id' })
  @ApiOperation({ operationId: 'startIntervention', summary: 'Begin an intervention' })
  async start(
    @Param() { id }: IdParam,
    @Headers('if-match') ifMatch: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<InterventionResponse> {
    return answer(this.changed(await this.interventions.start(id, version(ifMatch))), reply);
  }

  /** Cancels an intervention that has not ended. */
  @Post('interventions/:id/cancel')
  @HttpCode(200)
  @RequirePermission('interventions:write')
  @ApiHeader(IF_MATCH)
  @Audited({ event: 'intervention.changed', entityParam: 'id' })
  @ApiOperation({ operationId: 'cancelIntervention', summary: 'Cancel an intervention' })
  async cancel(
    @Param() { id }: IdParam,
    @Headers('if-match') ifMatch: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<InterventionResponse> {
    return answer(this.changed(await this.interventions.cancel(id, version(ifMatch))), reply);
  }

  /** Completes an intervention and writes the work and evidence of its gaps in the same transaction. */
  @Post('interventions/:id/complete')
  @HttpCode(200)
  @RequirePermission('interventions:write')
  @ApiHeader(IF_MATCH)
  @Audited({ event: 'intervention.changed', entityParam: 'id' })
  @ApiOperation({ operationId: 'completeIntervention', summary: 'Complete an intervention' })
  async complete(
    @Param() { id }: IdParam,
    @Body() body: CompleteInterventionRequest,
    @Headers('if-match') ifMatch: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<InterventionResponse> {
    const { outcome, deliveredGapIds, evidence, otherwise, cost, value } = body;
    const delivered = deliveredGapIds ? new Set(deliveredGapIds) : undefined;
    const completion = { outcome, delivered, evidence: evidence ?? null, otherwise: otherwise ?? null };
    const done = await this.interventions.complete(id, version(ifMatch), completion, givenFields({ cost, value }));
    return answer(this.changed(done), reply);
  }

  private changed(found: InterventionOfMember): InterventionOfMember {
    this.audit.describe('intervention.changed', describeIntervention(found));
    return found;
  }
}
