import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { addProblemResponses } from './problem-responses.js';
import { toOpenApi31 } from './to-openapi-31.js';

const DESCRIPTION = `Star Ratings for Medicare Advantage contracts, exactly as CMS computes them.

Authenticate with an API key in \`X-API-Key\` or a bearer token. Errors are RFC 9457 problem documents with a stable
\`code\`; they never repeat a value of the request. Lists are paged by cursor. *Measurement year* is the year of care,
*star year* the year of the published rating, *payment year* the year in which it is paid.`;

/** The API's description, OpenAPI 3.1. */
export function openApiDocument(app: INestApplication, version: string): OpenAPIObject {
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('HEDIS Star Rating Portfolio Optimizer')
    .setDescription(DESCRIPTION)
    .setVersion(version)
    .setLicense('Proprietary', 'https://spdx.org/licenses/')
    .addServer('/')
    .addApiKey({ type: 'apiKey', in: 'header', name: 'X-API-Key' }, 'apiKey')
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT' }, 'bearer')
    .addSecurityRequirements('apiKey')
    .addSecurityRequirements('bearer')
    .build();
  const document = SwaggerModule.createDocument(app, config, {
    operationIdFactory: (_controller, method) => method,
  });
  addProblemResponses(document);
  return toOpenApi31(document);
}
