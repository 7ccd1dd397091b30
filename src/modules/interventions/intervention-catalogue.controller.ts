import { Body, Controller, Get, Param, Put, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { ReadsReplica } from '../../platform/http/index.js';
import { RequirePermission } from '../../platform/security/index.js';
import { Audited, AuditTrail } from '../audit/index.js';
import { MembersService } from '../members/index.js';
import {
  CatalogueResponse,
  InterventionTypeRequest,
  InterventionTypeResponse,
  toInterventionTypeResponse,
  TypeCodeParam,
} from './dto/catalogue.dto.js';
import { EffectResponse, InterventionReportQuery, ReturnResponse, toEffect, toReturn } from './dto/report.dto.js';
import { InterventionReportsRepository } from './intervention-reports.repository.js';
import { InterventionsRepository } from './interventions.repository.js';

/** What kinds of interventions there are, and what they brought. */
@ApiTags('interventions')
@RequirePermission('interventions:read')
@Controller()
export class InterventionCatalogueController {
  constructor(
    private readonly repository: InterventionsRepository,
    private readonly reports: InterventionReportsRepository,
    private readonly members: MembersService,
    private readonly audit: AuditTrail,
  ) {}

  /** The catalogue. It starts with defaults that a plan replaces by its own figures. */
  @Get('intervention-types')
  @ApiOperation({ operationId: 'listInterventionTypes', summary: 'List the catalogue of interventions' })
  async types(): Promise<CatalogueResponse> {
    return { items: (await this.repository.types()).map(toInterventionTypeResponse) };
  }

  /** Adds a type to the catalogue, or replaces it. Interventions that are there keep their cost. */
  @Put('intervention-types/:code')
  @RequirePermission('interventions:write')
  @Audited({ event: 'intervention-type.set' })
  @ApiOperation({ operationId: 'putInterventionType', summary: 'Set a type of the catalogue' })
  async putType(
    @Param() { code }: TypeCodeParam,
    @Body() body: InterventionTypeRequest,
  ): Promise<InterventionTypeResponse> {
    const type = await this.repository.putType({ ...body, code, active: body.active ?? true });
    const { cost, successRate, active, version } = type;
    this.audit.describe('intervention-type.set', {
      entityId: code,
      after: { code, cost, successRate, active, version },
    });
    return toInterventionTypeResponse(type);
  }

  /** Closure in treated against hold-out members, with interval. */
  @Get('interventions/reports/effect')
  @ReadsReplica()
  @ApiOperation({ operationId: 'getInterventionEffect', summary: 'Closure in treated against hold-out members' })
  async effect(@Query() { contractId, measurementYear }: InterventionReportQuery): Promise<EffectResponse> {
    this.members.checkContract(contractId);
    return { items: (await this.reports.groups(contractId, measurementYear)).map(toEffect) };
  }

  /** Cost, value, closures and return by type. */
  @Get('interventions/reports/return')
  @ReadsReplica()
  @ApiOperation({ operationId: 'getInterventionReturn', summary: 'Cost and return by type' })
  async returns(@Query() { contractId, measurementYear }: InterventionReportQuery): Promise<ReturnResponse> {
    this.members.checkContract(contractId);
    return { items: (await this.reports.totals(contractId, measurementYear)).map(toReturn) };
  }
}
