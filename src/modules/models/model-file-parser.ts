import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { Problem } from '../../platform/http/index.js';
import { LARGEST_UPLOAD } from './model-upload.js';

const UPLOAD_ROUTE = '/api/v1/models';

/** Takes in model files as they are, on the one route that asks for them. */
@Injectable()
export class ModelFileParser implements OnModuleInit {
  constructor(private readonly host: HttpAdapterHost) {}

  onModuleInit(): void {
    const server = this.host.httpAdapter?.getInstance?.() as FastifyInstance | undefined;
    if (typeof server?.addContentTypeParser !== 'function') return; // a command, without HTTP
    server.addContentTypeParser(
      'application/octet-stream',
      { parseAs: 'buffer', bodyLimit: LARGEST_UPLOAD },
      (request, bytes, done) => {
        if (request.routeOptions.url === UPLOAD_ROUTE) return done(null, bytes);
        return done(new Problem('unsupported-media-type', 'Send application/json.'));
      },
    );
  }
}
