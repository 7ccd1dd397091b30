import { MalformedModelError } from '../errors.js';
import { withinLimit, type ModelLimits } from '../limits.js';

/** Refuses text that nests deeper than allowed before any parser sees it. */
function checkNesting(bytes: Uint8Array, maxNesting: number): void {
  let depth = 0;
  let inString = false;
  for (let i = 0; i < bytes.length; i++) {
    const c = bytes[i];
    if (inString) {
      if (c === 0x5c) i++;
      else if (c === 0x22) inString = false;
    } else if (c === 0x22) inString = true;
    else if (c === 0x7b || c === 0x5b) withinLimit('nesting', ++depth, maxNesting);
    else if (c === 0x7d || c === 0x5d) depth--;
  }
}

/** Python and XGBoost write NaN and Infinity, which JSON does not have: 1e999 reads as Infinity, NaN becomes null. */
function standardNumbers(text: string): string {
  return text.replace(/"(?:[^"\\]|\\.)*"|-?(?:Infinity|NaN)/g, (token) => {
    if (token.startsWith('"')) return token;
    if (token.endsWith('NaN')) return 'null';
    return token.startsWith('-') ? '-1e999' : '1e999';
  });
}

/** Parses a JSON model file. @throws MalformedModelError if it is no JSON, ModelLimitError if it nests too deeply */
export function parseModelJson(bytes: Uint8Array, limits: ModelLimits): unknown {
  checkNesting(bytes, limits.maxNesting);
  const text = decodeText(bytes);
  try {
    return JSON.parse(text);
  } catch {
    try {
      return JSON.parse(standardNumbers(text));
    } catch {
      throw new MalformedModelError('the file is no complete JSON document');
    }
  }
}

/** UTF-8 text without byte-order mark. @throws MalformedModelError if the bytes are no UTF-8 */
export function decodeText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new MalformedModelError('the file is no UTF-8 text');
  }
}
