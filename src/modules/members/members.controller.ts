import { Body, Controller, Delete, Get, Headers, HttpCode, Param, Patch, Post, Query, Res } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Cursors, etagOf, givenFields, versionOf, ReadsReplica } from '../../platform/http/index.js';
import { RequirePermission } from '../../platform/security/index.js';
import { Audited, AuditTrail } from '../audit/index.js';
import {
  CreateMemberRequest,
  MemberListQuery,
  MemberListResponse,
  MemberResponse,
  toMemberResponse,
  UpdateMemberRequest,
} from './dto/member.dto.js';
import { MemberHashParam, MemberLookupRequest } from './dto/member-name.dto.js';
import { Member } from './member.entity.js';
import type { MemberFacts } from './members.repository.js';
import { describeMember } from './members.audit.js';
import { type ChangedMember, MembersService } from './members.service.js';

const LIST = 'members';

const factsOf = (request: CreateMemberRequest): MemberFacts => ({
  contractId: request.contractId,
  active: request.active ?? true,
  firstActivityOn: request.firstActivityOn ?? request.lastActivityOn ?? null,
  lastActivityOn: request.lastActivityOn ?? request.firstActivityOn ?? null,
});

/** Members by the keyed hash of their id. A raw id may stand in a body; it is never stored, logged or echoed. */
@ApiTags('members')
@RequirePermission('members:read')
@Controller('members')
export class MembersController {
  constructor(
    private readonly members: MembersService,
    private readonly cursors: Cursors,
    private readonly audit: AuditTrail,
  ) {}

  /** Adds a member; 409 when the member is there already. */
  @Post()
  @RequirePermission('members:write')
  @Audited({ event: 'member.created' })
  @ApiOperation({ operationId: 'createMember', summary: 'Add a member' })
  async create(
    @Body() body: CreateMemberRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<MemberResponse> {
    const member = await this.members.create(body.memberId, factsOf(body));
    this.created(member, true);
    void reply.header('location', `/api/v1/members/${member.memberHash.toString('hex')}`);
    return answer(member, reply);
  }

  /** The member of a raw id, added first when it is new (201), else as it is (200), its activity widened. */
  @Post('get-or-create')
  @RequirePermission('members:write')
  @Audited({ event: 'member.created' })
  @ApiOperation({ operationId: 'getOrCreateMember', summary: 'Get a member, adding it first when it is new' })
  async getOrCreate(
    @Body() body: CreateMemberRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<MemberResponse> {
    const { member, created } = await this.members.getOrCreate(body.memberId, factsOf(body));
    this.created(member, created);
    void reply.status(created ? 201 : 200);
    return answer(member, reply);
  }

  /** The member of a raw id, which may only stand in a body. */
  @Post('lookup')
  @HttpCode(200)
  @Audited({ event: 'member.read', reads: true })
  @ApiOperation({ operationId: 'lookUpMember', summary: 'Find a member by raw id' })
  async lookUp(
    @Body() body: MemberLookupRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<MemberResponse> {
    return answer(this.seen(await this.members.find(body)), reply);
  }

  /** Members of a contract in the order in which they were added. */
  @Get()
  @ReadsReplica()
  @Audited({ event: 'member.read', reads: true })
  @ApiOperation({ operationId: 'listMembers', summary: 'List the members of a contract' })
  async list(@Query() { contractId, active, limit, cursor }: MemberListQuery): Promise<MemberListResponse> {
    const [afterId] = (this.cursors.decode(LIST, cursor) ?? []) as string[];
    const rows = await this.members.list(contractId, { active, afterId, limit });
    const { items, next } = this.cursors.page(LIST, rows, limit, (row) => [row.id]);
    this.audit.describe('member.read', { contractId, after: { rows: items.length } });
    return { items: items.map(toMemberResponse), next };
  }

  /** One member. */
  @Get(':memberHash')
  @Audited({ event: 'member.read', entityParam: 'memberHash', reads: true })
  @ApiOperation({ operationId: 'getMember', summary: 'Read a member' })
  async read(@Param() name: MemberHashParam, @Res({ passthrough: true }) reply: FastifyReply): Promise<MemberResponse> {
    return answer(this.seen(await this.members.find(name)), reply);
  }

  /** Changes activity, enrolment or contract of a member that is still as it was read (412 otherwise). */
  @Patch(':memberHash')
  @RequirePermission('members:write')
  @ApiHeader({ name: 'If-Match', required: true, description: 'ETag of the member as it was read, or `*`.' })
  @Audited({ event: 'member.changed', entityParam: 'memberHash' })
  @ApiOperation({ operationId: 'updateMember', summary: 'Change a member' })
  async update(
    @Param() name: MemberHashParam,
    @Body() body: UpdateMemberRequest,
    @Headers('if-match') ifMatch: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<MemberResponse> {
    return answer(this.changed(await this.members.change(name, versionOf(ifMatch), givenFields(body))), reply);
  }

  /** Marks a member as no longer enrolled. */
  @Post(':memberHash/deactivate')
  @HttpCode(200)
  @RequirePermission('members:write')
  @Audited({ event: 'member.changed', entityParam: 'memberHash' })
  @ApiOperation({ operationId: 'deactivateMember', summary: 'Deactivate a member' })
  async deactivate(
    @Param() name: MemberHashParam,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<MemberResponse> {
    return answer(this.changed(await this.members.change(name, undefined, { active: false })), reply);
  }

  /** Erases a member with every gap, intervention and prediction. The audit trail stays whole: it names members by number. */
  @Delete(':memberHash')
  @HttpCode(204)
  @RequirePermission('members:write')
  @Audited({ event: 'member.erased', entityParam: 'memberHash' })
  @ApiOperation({ operationId: 'eraseMember', summary: 'Erase a member' })
  async erase(@Param() name: MemberHashParam): Promise<void> {
    this.audit.describe('member.erased', describeMember(await this.members.erase(name), undefined));
  }

  private created(member: Member, created: boolean): void {
    const { after, ...rest } = describeMember(undefined, member);
    this.audit.describe('member.created', { ...rest, after: { ...after, created } });
  }

  private changed({ before, after }: ChangedMember): Member {
    this.audit.describe('member.changed', describeMember(before, after));
    return after;
  }

  private seen(member: Member): Member {
    this.audit.describe('member.read', { entityId: member.id, contractId: member.contractId, after: { rows: 1 } });
    return member;
  }
}

function answer(member: Member, reply: FastifyReply): MemberResponse {
  void reply.header('etag', etagOf(member.version));
  return toMemberResponse(member);
}
