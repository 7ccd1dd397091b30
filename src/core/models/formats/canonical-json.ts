import { ModelError } from '../errors.js';

/**
 * JSON with sorted keys and no white space (RFC 8785 for the values used here): the same content gives the same bytes,
 * which are the input of a model's digest.
 * @throws ModelError for numbers that JSON does not have
 */
export function canonicalJson(value: unknown): string {
  if (typeof value === 'number' && !Number.isFinite(value))
    throw new ModelError('malformed', 'A number that is not finite cannot be written as JSON.');
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (ArrayBuffer.isView(value)) return canonicalJson(Array.from(value as Float64Array));
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item)).join(',')}]`;
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  const sorted = entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${sorted.map(([key, item]) => `${JSON.stringify(key)}:${canonicalJson(item)}`).join(',')}}`;
}
