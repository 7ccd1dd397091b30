import { Body, Controller, Delete, Get, Header, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { invalid, RequestContext } from '../../platform/http/index.js';
import { BadExpiry, expiryOf, type IssuedKey, RequirePermission } from '../../platform/security/index.js';
import { Audited } from '../audit/index.js';
import { CreateKeyDto } from './dto/create-key.dto.js';
import { IssuedKeyDto, KeyDto, KeyPageDto, toKeyDto } from './dto/key.dto.js';
import { KeyPath, ListKeysQuery } from './dto/list-keys.dto.js';
import { RotateKeyDto } from './dto/rotate-key.dto.js';
import { KeysService, type Scope } from './keys.service.js';

function expiry(text: string | undefined, now: Date): Date | null {
  try {
    return text === undefined ? null : expiryOf(text, now);
  } catch (error) {
    if (error instanceof BadExpiry) throw invalid('/expiresAt', 'expiry', error.message);
    throw error;
  }
}

/** Administration of API keys. */
@ApiTags('access')
@Controller('keys')
export class KeysController {
  constructor(
    private readonly keys: KeysService,
    private readonly context: RequestContext,
  ) {}

  private get scope(): Scope {
    return this.context.principal?.contracts ?? null;
  }

  private issued({ key, text }: IssuedKey, now: Date, reply: FastifyReply): IssuedKeyDto {
    reply.header('location', `/api/v1/keys/${key.id}`);
    return { ...toKeyDto(key, now), key: text };
  }

  /** Makes an API key. Its secret is in this answer and nowhere else. */
  @Post()
  @RequirePermission('keys:write')
  @Audited({ event: 'key.created' })
  @Header('cache-control', 'no-store')
  @ApiOperation({ operationId: 'createKey', summary: 'Make an API key' })
  @ApiResponse({ status: 201, description: 'The key, shown this once.', type: IssuedKeyDto })
  @ApiResponse({ status: 409, description: 'Two keys of this name are active already.' })
  async create(@Body() body: CreateKeyDto, @Res({ passthrough: true }) reply: FastifyReply): Promise<IssuedKeyDto> {
    const now = new Date();
    const { name, role, contracts = null } = body;
    const expiresAt = expiry(body.expiresAt, now);
    const order = { name, role, contracts, expiresAt, createdBy: this.context.actor };
    return this.issued(await this.keys.create(order, this.scope, now), now, reply);
  }

  /** API keys, newest first, without their secrets. */
  @Get()
  @RequirePermission('keys:read')
  @ApiOperation({ operationId: 'listKeys', summary: 'List API keys' })
  @ApiResponse({ status: 200, description: 'A page of keys.', type: KeyPageDto })
  async list(@Query() { limit, cursor, active }: ListKeysQuery): Promise<KeyPageDto> {
    const now = new Date();
    const page = await this.keys.list({ limit, cursor, activeAt: active === true ? now : undefined }, this.scope);
    return { items: page.items.map((key) => toKeyDto(key, now)), next: page.next };
  }

  /** One API key, without its secret. */
  @Get(':id')
  @RequirePermission('keys:read')
  @ApiOperation({ operationId: 'getKey', summary: 'Read an API key' })
  @ApiResponse({ status: 200, description: 'The key.', type: KeyDto })
  async get(@Param() { id }: KeyPath): Promise<KeyDto> {
    return toKeyDto(await this.keys.get(id, this.scope), new Date());
  }

  /** Makes a key that replaces another one; both are accepted for the grace period. */
  @Post(':id/rotate')
  @RequirePermission('keys:write')
  @Audited({ event: 'key.rotated', entityParam: 'id' })
  @Header('cache-control', 'no-store')
  @ApiOperation({ operationId: 'rotateKey', summary: 'Replace an API key' })
  @ApiResponse({ status: 201, description: 'The new key, shown this once.', type: IssuedKeyDto })
  @ApiResponse({ status: 409, description: 'The key is not active, or its successor exists already.' })
  async rotate(
    @Param() { id }: KeyPath,
    @Body() { graceSeconds }: RotateKeyDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<IssuedKeyDto> {
    const now = new Date();
    const by = { actor: this.context.actor, scope: this.scope };
    return this.issued(await this.keys.rotate(id, by, graceSeconds, now), now, reply);
  }

  /** Revokes an API key for good. Revoking it again changes nothing. */
  @Delete(':id')
  @HttpCode(204)
  @RequirePermission('keys:write')
  @Audited({ event: 'key.revoked', entityParam: 'id' })
  @ApiOperation({ operationId: 'revokeKey', summary: 'Revoke an API key' })
  @ApiResponse({ status: 204, description: 'The key is revoked.' })
  async revoke(@Param() { id }: KeyPath): Promise<void> {
    await this.keys.revoke(id, this.scope, new Date());
  }
}
