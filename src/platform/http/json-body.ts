import { isUtf8 } from 'node:buffer';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { invalid, Problem } from './problem.js';

/** Deepest nesting of a body; no request of this service comes near it, and deeper ones exhaust the stack. */
const DEEPEST = 64;

/** A text without one of these has no number beyond what can be represented. */
const PERHAPS_TOO_LARGE = /[eE]\+?\d{3}|\d{300}/;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** The deepest nesting of a JSON text, as far as `limit`. */
function isDeeperThan(text: string, limit: number): boolean {
  let depth = 0;
  let quoted = false;
  for (let place = 0; place < text.length; place++) {
    const code = text.charCodeAt(place);
    if (quoted) {
      if (code === BACKSLASH) place++;
      else if (code === QUOTE) quoted = false;
    } else if (code === QUOTE) quoted = true;
    else if (code === 0x7b || code === 0x5b) {
      if (++depth > limit) return true;
    } else if (code === 0x7d || code === 0x5d) depth--;
  }
  return false;
}

function holdsInfinity(value: unknown): boolean {
  if (typeof value === 'number') return !Number.isFinite(value);
  return typeof value === 'object' && value !== null && Object.values(value).some(holdsInfinity);
}

/**
 * The text of a JSON body; undefined for an empty one.
 * @throws Problem `malformed-json` for bytes that are not UTF-8 and for nesting deeper than 64.
 */
export function jsonText(bytes: Buffer): string | undefined {
  if (bytes.length === 0) return undefined;
  if (!isUtf8(bytes)) throw new Problem('malformed-json', 'The body is not UTF-8 text.');
  const text = bytes.toString('utf8');
  if (isDeeperThan(text, DEEPEST))
    throw new Problem('malformed-json', `The body is nested deeper than ${DEEPEST} levels.`);
  return text;
}

/** Refuses a number such as 1e309, which would silently become infinite. */
export function refuseInfinity(text: string, parsed: unknown): void {
  if (PERHAPS_TOO_LARGE.test(text) && holdsInfinity(parsed)) {
    throw invalid('', 'number-range', 'A number in the body is larger than can be represented.');
  }
}

type Done = (error: Error | null, body?: unknown) => void;

/** Reads JSON bodies, and no other content type: the rest is answered with 415. */
export function jsonBodyParser(server: FastifyInstance): (request: FastifyRequest, bytes: Buffer, done: Done) => void {
  const parse = server.getDefaultJsonParser('error', 'error');
  return (request, bytes, done) => {
    const text = jsonText(bytes);
    if (text === undefined) return done(null, undefined);
    void parse(request, text, (error, parsed) => {
      if (error) return done(error);
      try {
        refuseInfinity(text, parsed);
      } catch (refusal) {
        return done(refusal as Error);
      }
      done(null, parsed);
    });
  };
}
