import type { OpenAPIObject } from '@nestjs/swagger';
import { PROBLEMS, type ProblemCode } from '../http/index.js';

const PROBLEM_SCHEMA = {
  type: 'object',
  description: 'RFC 9457 problem document. It never repeats a value of the request.',
  required: ['type', 'title', 'status', 'code', 'detail', 'requestId'],
  properties: {
    type: { type: 'string', description: 'Stable URN of the kind of problem.' },
    title: { type: 'string', description: 'What kind of problem this is.' },
    status: { type: 'integer', description: 'HTTP status.' },
    code: { type: 'string', enum: Object.keys(PROBLEMS), description: 'Stable code to switch on.' },
    detail: { type: 'string', description: 'What went wrong this time.' },
    requestId: { type: 'string', description: 'Finds the request in the logs.' },
    errors: {
      type: 'array',
      description: 'The fields that are wrong.',
      items: {
        type: 'object',
        required: ['pointer', 'code', 'message'],
        properties: {
          pointer: { type: 'string', description: 'JSON pointer into the body, `?name` or `{name}`.' },
          code: { type: 'string', description: 'Stable code of the rule that is broken.' },
          message: { type: 'string', description: 'What is wrong and what is expected.' },
        },
      },
    },
  },
} as const;

function response(code: ProblemCode): object {
  const [status, title] = PROBLEMS[code];
  const example = {
    type: `urn:star-optimizer:problem:${code}`,
    title,
    status,
    code,
    detail: `${title}.`,
    requestId: '0b0c0f6e-6f0f-4b8e-9a53-2f1f6a3c9a10',
  };
  return {
    description: `${title}.`,
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' }, example } },
  };
}

function codesFor(method: string, path: string): ProblemCode[] {
  const codes: ProblemCode[] = ['validation-failed', 'too-many-requests', 'internal-error', 'unavailable'];
  codes.push('unauthenticated', 'forbidden');
  if (path.includes('{')) codes.push('not-found');
  if (method === 'post' || method === 'patch') codes.push('body-too-large', 'unsupported-media-type', 'unprocessable');
  return codes;
}

/** Adds the refusals that any operation may answer with, as far as it does not document them itself. */
export function addProblemResponses(document: OpenAPIObject): void {
  document.components = { ...document.components };
  document.components.schemas = { ...document.components.schemas, Problem: PROBLEM_SCHEMA as never };
  for (const [path, item] of Object.entries(document.paths)) {
    for (const method of ['get', 'post', 'put', 'patch', 'delete'] as const) {
      const operation = item[method];
      if (!operation) continue;
      if (!path.startsWith('/api/')) {
        operation.security = []; // probes and metrics are open
        continue;
      }
      for (const code of codesFor(method, path)) {
        operation.responses[String(PROBLEMS[code][0])] ??= response(code) as never;
      }
    }
  }
}
