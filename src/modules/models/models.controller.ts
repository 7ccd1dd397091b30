import { Body, Controller, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Problem } from '../../platform/http/index.js';
import { RequirePermission } from '../../platform/security/index.js';
import { Audited, AuditTrail } from '../audit/index.js';
import { compareModels } from './compare-models.js';
import {
  CompareModelsQuery,
  ListModelsQuery,
  ModelParam,
  ModelVersionQuery,
  PromoteModelRequest,
  UploadModelQuery,
} from './dto/model-request.dto.js';
import {
  ModelCardResponse,
  ModelComparisonResponse,
  ModelListResponse,
  ModelVersionResponse,
  RolledBackResponse,
  toModelVersionResponse,
} from './dto/model.dto.js';
import { ModelsService, versionName } from './models.service.js';
import { plainCardText } from './plain-card.js';

/** Models of gap probability: shipped, trained here or brought along. */
@ApiTags('models')
@RequirePermission('models:read')
@Controller('models')
export class ModelsController {
  constructor(
    private readonly models: ModelsService,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * Takes in a model file (see docs/models.md) as a candidate: 201, or 200 when the same artifact is there already.
   * What is not supported, malformed or too large is refused by name.
   */
  @Post()
  @RequirePermission('models:write')
  @Audited({ event: 'model.uploaded' })
  @ApiOperation({ operationId: 'uploadModel', summary: 'Upload a model' })
  @ApiConsumes('application/octet-stream')
  @ApiBody({ schema: { type: 'string', format: 'binary' }, description: 'The model file as it is, at most 16 MB.' })
  async upload(
    @Query() { name, measure }: UploadModelQuery,
    @Req() { body }: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ModelVersionResponse> {
    if (!Buffer.isBuffer(body)) {
      throw new Problem('unsupported-media-type', 'Send the file as application/octet-stream.');
    }
    const { row, created } = await this.models.upload(name, measure, body);
    const { version, digest, format } = row;
    this.audit.describe('model.uploaded', { entityId: name, after: { measure, version, digest, format } });
    void reply.status(created ? 201 : 200).header('location', `/api/v1/models/${name}?version=${version}`);
    return toModelVersionResponse(row);
  }

  /** Every version of every model; shipped ones are active where no other was promoted. */
  @Get()
  @ApiOperation({ operationId: 'listModels', summary: 'List models' })
  async list(@Query() { measure }: ListModelsQuery): Promise<ModelListResponse> {
    return { items: (await this.models.list(measure)).map(toModelVersionResponse) };
  }

  /** A version of a model: the active one, else the latest, or the one asked for. */
  @Get(':id')
  @ApiOperation({ operationId: 'getModel', summary: 'Read a model' })
  async read(@Param() { id }: ModelParam, @Query() { version }: ModelVersionQuery): Promise<ModelVersionResponse> {
    return toModelVersionResponse(await this.models.version(id, version));
  }

  /** Versions of a model, newest first. */
  @Get(':id/versions')
  @ApiOperation({ operationId: 'listModelVersions', summary: 'List versions of a model' })
  async versions(@Param() { id }: ModelParam): Promise<ModelListResponse> {
    return { items: (await this.models.versions(id)).map(toModelVersionResponse) };
  }

  /** What a model was made of, how well it does and for whom, and its limits. */
  @Get(':id/card')
  @ApiOperation({ operationId: 'getModelCard', summary: "Read a model's card" })
  async card(@Param() { id }: ModelParam, @Query() query: ModelVersionQuery): Promise<ModelCardResponse> {
    const row = await this.models.version(id, query.version);
    return { id, version: row.version, text: plainCardText(row), card: row.card };
  }

  /** Two versions side by side. */
  @Get(':id/compare')
  @ApiOperation({ operationId: 'compareModels', summary: 'Compare two models' })
  async compare(@Param() { id }: ModelParam, @Query() query: CompareModelsQuery): Promise<ModelComparisonResponse> {
    const first = await this.models.version(id, query.version);
    return compareModels(first, await this.models.version(query.with, query.withVersion));
  }

  /** From now on predictions of the measure are made with this version; elsewhere within a second. */
  @Post(':id/promote')
  @HttpCode(200)
  @RequirePermission('models:write')
  @Audited({ event: 'model.promoted' })
  @ApiOperation({ operationId: 'promoteModel', summary: 'Promote a version' })
  async promote(@Param() { id }: ModelParam, @Body() { version }: PromoteModelRequest): Promise<ModelVersionResponse> {
    const { row, replaced } = await this.models.promote(id, version);
    this.audit.describe('model.promoted', { entityId: id, after: { measure: row.measure, version, replaced } });
    return toModelVersionResponse(row);
  }

  /** Retires the active version; the one before is active again, or the shipped one. */
  @Post(':id/rollback')
  @HttpCode(200)
  @RequirePermission('models:write')
  @Audited({ event: 'model.rolled-back' })
  @ApiOperation({ operationId: 'rollBackModel', summary: 'Roll back to the version before' })
  async rollBack(@Param() { id }: ModelParam): Promise<RolledBackResponse> {
    const { from, to } = await this.models.rollBack(id);
    const after = { measure: from.measure, from: from.version, to: to && versionName(to) };
    this.audit.describe('model.rolled-back', { entityId: id, after });
    return { retired: toModelVersionResponse(from), active: to && toModelVersionResponse(to) };
  }
}
