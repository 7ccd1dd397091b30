import { createHash } from 'node:crypto';
import { canonicalJson } from '../../platform/http/index.js';

/** SHA-256 of a value's canonical JSON (sorted keys), hexadecimal: equal inputs have equal digests. */
export function inputsDigest(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex');
}
