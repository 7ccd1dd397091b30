import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { TransactionHost } from '@nestjs-cls/transactional';
import { TransactionalAdapterTypeOrm } from '@nestjs-cls/transactional-adapter-typeorm';
import { IsInt } from 'class-validator';
import { Audited, AuditTrail, defineAuditEvents } from '../../src/modules/audit/index.js';
import { notFound } from '../../src/platform/http/index.js';
import { RequirePermission } from '../../src/platform/security/index.js';

declare module '../../src/modules/audit/index.js' {
  interface AuditEvents {
    'probe.written': { size: number; note: string };
    'probe.read': { size: number };
  }
}
defineAuditEvents({
  'probe.written': { entityType: 'probe', fields: { size: true, note: true } },
  'probe.read': { entityType: 'probe', fields: { size: true } },
});

class ProbeBody {
  @IsInt()
  size: number;
}

/** Routes of every fate, for the tests of the logs and the trail. They write to a table `probe (size int)`. */
@RequirePermission('ratings:read')
@Controller('probe')
export class AuditProbeController {
  constructor(
    private readonly trail: AuditTrail,
    private readonly transactions: TransactionHost<TransactionalAdapterTypeOrm>,
  ) {}

  @Get('ok/:name')
  ok(): { ok: true } {
    return { ok: true };
  }

  @Get('missing')
  missing(): never {
    throw notFound('probe');
  }

  @Get('broken')
  broken(): never {
    throw new Error('secret value 123');
  }

  @Get('slow')
  async slow(): Promise<{ ok: true }> {
    await new Promise((resolve) => setTimeout(resolve, 400));
    return { ok: true };
  }

  @Post('checked')
  checked(@Body() body: ProbeBody): ProbeBody {
    return body;
  }

  @Get('closed')
  @RequirePermission('keys:write')
  closed(): { ok: true } {
    return { ok: true };
  }

  @Post('written/:id')
  @RequirePermission('ratings:write')
  @Audited({ event: 'probe.written', entityParam: 'id' })
  async written(@Param('id') id: string, @Body() body: ProbeBody): Promise<{ id: string }> {
    await this.transactions.tx.query('INSERT INTO probe VALUES ($1)', [body.size]);
    const smuggled = { size: body.size, memberId: '1EG4-TE5-MK73' };
    this.trail.describe('probe.written', { contractId: 'H1234', before: { size: 0 }, after: smuggled });
    if (body.size === 13) throw new Error('after the write');
    return { id };
  }

  @Get('read/:id')
  @Audited({ event: 'probe.read', entityParam: 'id', reads: true })
  read(): { ok: true } {
    this.trail.describe('probe.read', { contractId: 'H9999', after: { size: 1 } });
    return { ok: true };
  }
}
