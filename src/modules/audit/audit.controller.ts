import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Cursors, invalid, Problem, RequestContext, ReadsReplica } from '../../platform/http/index.js';
import { RequirePermission } from '../../platform/security/index.js';
import { AuditLogRepository } from './audit-log.repository.js';
import { Audited } from './audited.decorator.js';
import { AuditTrail } from './audit-trail.js';
import { AuditVerifier, type RememberedLink } from './chain/index.js';
import {
  AuditPageDto,
  AuditQuery,
  toAuditEntry,
  toVerificationResponse,
  VerificationDto,
  VerifyQuery,
} from './dto/audit.dto.js';
import { visibleContracts } from './visible-contracts.js';

const LIST = 'audit';

/** The audit trail: who did what, when, with which outcome, and whether it is whole. */
@ApiTags('audit')
@RequirePermission('audit:read')
@Controller('audit')
export class AuditController {
  constructor(
    private readonly rows: AuditLogRepository,
    private readonly verifier: AuditVerifier,
    private readonly trail: AuditTrail,
    private readonly cursors: Cursors,
    private readonly context: RequestContext,
  ) {}

  /** Acts and attempts, newest first: all recent ones, or the trail of an entity, an actor, a contract. */
  @Get()
  @ReadsReplica()
  @Audited({ event: 'audit.read', reads: true })
  @ApiOperation({ operationId: 'listAudit', summary: 'Audit trail, newest first' })
  @ApiResponse({ status: 200, description: 'A page of the trail.', type: AuditPageDto })
  async list(@Query() query: AuditQuery): Promise<AuditPageDto> {
    const { limit, cursor, ...filter } = query;
    const position = this.cursors.decode(LIST, cursor) as [string, string] | undefined;
    const contracts = visibleContracts(this.context.principal);
    const found = await this.rows.find({ ...filter, contracts }, position, limit + 1);
    const page = this.cursors.page(LIST, found, limit, (row) => [row.occurredAt.toISOString(), row.id]);
    const after = { entityType: query.entityType ?? null, rows: page.items.length };
    this.trail.describe('audit.read', { contractId: query.contractId, after });
    return { items: page.items.map(toAuditEntry), next: page.next };
  }

  /**
   * Checks every row and the chain over them. Compare `head` with one that was written down earlier by giving its
   * `seq` and `chain`.
   */
  @Get('verify')
  @Audited({ event: 'audit.verified', reads: true })
  @ApiOperation({ operationId: 'verifyAudit', summary: 'Finds changed, missing and inserted audit rows' })
  @ApiResponse({
    status: 200,
    description: 'What was found; `ok` tells whether the trail is whole.',
    type: VerificationDto,
  })
  async verify(@Query() query: VerifyQuery): Promise<VerificationDto> {
    if (visibleContracts(this.context.principal) !== null) {
      throw new Problem('forbidden', 'Verifying the whole trail needs access to all contracts.');
    }
    const verification = await this.verifier.verify(new Date(), this.remembered(query));
    const { ok, sealed, faultCount: problems } = verification;
    this.trail.describe('audit.verified', { after: { ok, sealed, problems } });
    return toVerificationResponse(verification);
  }

  private remembered({ seq, chain }: VerifyQuery): RememberedLink | undefined {
    if (seq === undefined && chain === undefined) return undefined;
    if (seq === undefined) throw invalid('?seq', 'required', 'Give seq and chain together.');
    if (chain === undefined) throw invalid('?chain', 'required', 'Give seq and chain together.');
    return { seq: BigInt(seq), chain: Buffer.from(chain, 'hex') };
  }
}
