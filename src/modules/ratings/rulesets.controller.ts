import { Controller, Get, Headers, Param, Query, Res } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { ConformanceReport } from '../../core/conformance/index.js';
import { findMeasure } from '../../core/rulesets/index.js';
import { answerUnlessSeen, notFound } from '../../platform/http/index.js';
import { RequirePermission } from '../../platform/security/index.js';
import { ConformanceService } from './conformance.service.js';
import {
  MeasureListResponse,
  MeasureResponse,
  RuleSetListResponse,
  toMeasureResponse,
  toRuleSetSummaryResponse,
} from './dto/ruleset.dto.js';
import { MeasureCodeParam, StarYearParam, StarYearQuery } from './dto/star-year.dto.js';
import { type CataloguedRuleSet, RuleSetCatalog } from './ruleset-catalog.js';

/** The rules of each star year, and its measures. */
@ApiTags('rulesets')
@RequirePermission('rulesets:read')
@Controller()
export class RuleSetsController {
  constructor(
    private readonly catalog: RuleSetCatalog,
    private readonly conformance: ConformanceService,
  ) {}

  /** All rule sets, latest star year first. */
  @Get('rulesets')
  @ApiOperation({ operationId: 'listRuleSets', summary: 'List the rule sets' })
  list(): RuleSetListResponse {
    return { items: this.catalog.all().map(toRuleSetSummaryResponse) };
  }

  /** The whole rule set of a star year in the format of its file (see docs/rulesets.md); 304 for the ETag of the last one. */
  @Get('rulesets/:starYear')
  @ApiOperation({ operationId: 'getRuleSet', summary: 'Read the rule set of a star year' })
  @ApiHeader({
    name: 'If-None-Match',
    required: false,
    description: 'ETag of the rule set as it was read: 304 if it is the same.',
  })
  @ApiOkResponse({
    description: 'The rule set in the format of docs/ruleset.schema.json.',
    schema: { type: 'object', additionalProperties: true, example: { starYear: 2026, status: 'final' } },
  })
  read(
    @Param() { starYear }: StarYearParam,
    @Headers('if-none-match') seen: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): string | undefined {
    const { digest, text } = this.ruleSet(starYear);
    return answerUnlessSeen(reply, digest, seen, text);
  }

  /** Every rating that CMS published for the star year, computed again and compared, from the imported tables. */
  @Get('rulesets/:starYear/conformance')
  @ApiOperation({ operationId: 'getConformance', summary: "Compare the rule set with CMS's published ratings" })
  @ApiOkResponse({
    description: 'Matches by kind, and every mismatch with its reason.',
    schema: { type: 'object', additionalProperties: true, example: { starYear: 2026, ok: true } },
  })
  compare(@Param() { starYear }: StarYearParam): Promise<ConformanceReport> {
    return this.conformance.report(starYear);
  }

  /** The measures of a star year with weights, cut points and sources. */
  @Get('measures')
  @ApiOperation({ operationId: 'listMeasures', summary: 'List the measures of a star year' })
  measures(@Query() { starYear }: StarYearQuery): MeasureListResponse {
    const { ruleSet } = this.ruleSet(starYear);
    const items = ruleSet.measures.map((measure) => toMeasureResponse(ruleSet.starYear, measure));
    return { starYear: ruleSet.starYear, items };
  }

  /** One measure, by CMS id or by HEDIS or PQA code. */
  @Get('measures/:code')
  @ApiOperation({ operationId: 'getMeasure', summary: 'Read a measure' })
  measure(@Param() { code }: MeasureCodeParam, @Query() { starYear }: StarYearQuery): MeasureResponse {
    const { ruleSet } = this.ruleSet(starYear);
    const measure = findMeasure(ruleSet, code);
    if (!measure) throw notFound('measure in the star year');
    return toMeasureResponse(ruleSet.starYear, measure);
  }

  private ruleSet(starYear: number | undefined): CataloguedRuleSet {
    const found = starYear === undefined ? this.catalog.all()[0] : this.catalog.find(starYear);
    if (!found) throw notFound('rule set');
    return found;
  }
}
