import { Readable } from 'node:stream';
import { Controller, Get, HttpCode, Param, Post, Query, Req, Res, StreamableFile } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isGzip, notFound, Problem, StreamedBody } from '../../platform/http/index.js';
import { type JobEntity, Jobs } from '../../platform/jobs/index.js';
import { RequirePermission } from '../../platform/security/index.js';
import { Audited, AuditTrail } from '../audit/index.js';
import { ImportErrorsQuery, ImportIdParam, ImportQuery, ImportResponse, toImportResponse } from './dto/import.dto.js';
import { type ErrorRow, ImportErrorsRepository } from './import-errors.repository.js';
import { ImportsService } from './imports.service.js';

const ERROR_LINES = {
  ndjson: { head: '', line: ({ line, field, code }: ErrorRow) => JSON.stringify({ line, field: field || null, code }) },
  csv: { head: 'line,field,code\n', line: ({ line, field, code }: ErrorRow) => `${line},${field},${code}` },
};

/** Whole files of members, gaps, outcomes and measure results. */
@ApiTags('imports')
@Controller('imports')
export class ImportsController {
  constructor(
    private readonly imports: ImportsService,
    private readonly jobs: Jobs,
    private readonly errors: ImportErrorsRepository,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * Takes a file in as the body, of any size, optionally `Content-Encoding: gzip`. Answers once every row has arrived;
   * a job then judges and merges the rows. Sending the same file again is safe. See docs/bulk.md.
   */
  @Post()
  @HttpCode(202)
  @RequirePermission('imports:write')
  @ApiOperation({ operationId: 'importFile', summary: 'Import a file' })
  @ApiConsumes('text/csv', 'application/x-ndjson')
  @ApiBody({
    schema: { type: 'string', format: 'binary' },
    description: 'CSV with a header, or one JSON object a line.',
  })
  async accept(
    @Query() { kind, contractId, year, dryRun }: ImportQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ImportResponse> {
    const { body } = request;
    if (!(body instanceof StreamedBody)) {
      throw new Problem('unsupported-media-type', 'Send the file as text/csv or application/x-ndjson.');
    }
    const gzip = isGzip(request.headers);
    const order = { kind, format: body.format, gzip, dryRun: dryRun === 'true', contractId };
    const job = await this.imports.accept({ ...order, year: year ? Number(year) : undefined }, body.stream);
    reply.header('location', `/api/v1/imports/${job.id}`);
    return toImportResponse(job, new Date());
  }

  /** An import with its progress and, at the end, its counts. */
  @Get(':id')
  @RequirePermission('imports:read')
  @ApiOperation({ operationId: 'getImport', summary: 'Read an import' })
  async find(@Param() { id }: ImportIdParam): Promise<ImportResponse> {
    return toImportResponse(await this.import(id), new Date());
  }

  /** The rejected rows: line, field and code of the rule; never a value. */
  @Get(':id/errors')
  @RequirePermission('imports:read')
  @Audited({ event: 'import.errors-read', entityParam: 'id', reads: true })
  @ApiOperation({ operationId: 'getImportErrors', summary: "List an import's rejected rows" })
  @ApiProduces('application/x-ndjson', 'text/csv')
  @ApiOkResponse({ description: 'One rejected row a line.', schema: { type: 'string' } })
  async rejected(
    @Param() { id }: ImportIdParam,
    @Query() { format = 'ndjson' }: ImportErrorsQuery,
  ): Promise<StreamableFile> {
    await this.import(id);
    this.audit.describe('import.errors-read', { entityId: id, after: { format } });
    const { head, line } = ERROR_LINES[format];
    const pages = this.errors.of(id);
    async function* lines(): AsyncGenerator<string> {
      yield head;
      for await (const page of pages) yield page.map((row) => `${line(row)}\n`).join('');
    }
    const type = format === 'csv' ? 'text/csv; charset=utf-8' : 'application/x-ndjson';
    const disposition = `attachment; filename="import-${id}-errors.${format}"`;
    return new StreamableFile(Readable.from(lines(), { objectMode: false }), { type, disposition });
  }

  private async import(id: string): Promise<JobEntity> {
    const job = await this.jobs.find(id);
    if (!job.kind.startsWith('import-')) throw notFound('import');
    return job;
  }
}
