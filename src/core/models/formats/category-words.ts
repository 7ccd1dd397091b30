import { MalformedModelError } from '../errors.js';

/** Largest category code plus one (XGBoost's `OutOfRangeCat`, 2^24; the other libraries stay far below). */
const MAX_CATEGORY = 16_777_216;

/** Category codes as a bit set of 32-bit words. @throws MalformedModelError for a value that is no category code */
export function categoryWords(codes: ArrayLike<unknown>, place: string): number[] {
  const words: number[] = [];
  for (let c = 0; c < codes.length; c++) {
    const code = codes[c];
    if (typeof code !== 'number' || !Number.isInteger(code) || code < 0 || code >= MAX_CATEGORY) {
      throw new MalformedModelError(`${place} has a category that is no code`);
    }
    while (words.length <= code >> 5) words.push(0);
    words[code >> 5] = (words[code >> 5] | (1 << (code & 31))) >>> 0;
  }
  return words;
}
