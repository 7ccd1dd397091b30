import { Readable } from 'node:stream';
import { Body, Controller, HttpCode, Post, StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { RequirePermission } from '../../platform/security/index.js';
import { ExportRequest } from './dto/export.dto.js';
import { EXPORT_FORMATS } from './export-text.js';
import { ExportsService } from './exports.service.js';

/** Everything of a kind, streamed. */
@ApiTags('exports')
@Controller('exports')
export class ExportsController {
  constructor(private readonly exports: ExportsService) {}

  /**
   * Streams all rows of a kind that the caller may see, out of one consistent snapshot. Members are named by hash. An
   * answer that breaks off is incomplete: its connection is closed without a proper end.
   */
  @Post()
  @HttpCode(200)
  @RequirePermission('exports:read')
  @ApiOperation({ operationId: 'exportRows', summary: 'Export rows' })
  @ApiProduces('application/x-ndjson', 'text/csv')
  @ApiOkResponse({ description: 'One row a line.', schema: { type: 'string' } })
  async export(@Body() request: ExportRequest): Promise<StreamableFile> {
    const format = request.format ?? 'ndjson';
    const text = await this.exports.start({ ...request, format });
    const disposition = `attachment; filename="${request.kind}.${format}"`;
    const stream = Readable.from(text, { objectMode: false });
    return new StreamableFile(stream, { type: EXPORT_FORMATS[format].type, disposition });
  }
}
