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

/** Where the string that starts at `from` ends: behind its closing quote, or at the end of the text. */
function endOfString(text: string, from: number): number {
  let at = from + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at + 1;
}

/**
 * Python and XGBoost write NaN and Infinity, which JSON does not have: 1e999 reads as Infinity, NaN becomes null.
 * One pass over the text, whatever is in it: no expression that could go back over an unclosed string.
 */
function standardNumbers(text: string): string {
  const tokens = /["NI]/g;
  let done = '';
  let copied = 0;
  for (let token = tokens.exec(text); token !== null; token = tokens.exec(text)) {
    const at = token.index;
    if (token[0] === '"') {
      tokens.lastIndex = endOfString(text, at);
      continue;
    }
    const word = token[0] === 'N' ? 'NaN' : 'Infinity';
    if (!text.startsWith(word, at)) continue;
    const signed = text[at - 1] === '-' && word === 'NaN' ? 1 : 0;
    done += text.slice(copied, at - signed) + (word === 'NaN' ? 'null' : '1e999');
    copied = at + word.length;
    tokens.lastIndex = copied;
  }
  return done + text.slice(copied);
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
