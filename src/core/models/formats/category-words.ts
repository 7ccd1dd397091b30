import { MalformedModelError } from '../errors.js';
import { withinLimit, type ModelLimits } from '../limits.js';

/** Largest category code plus one (XGBoost's `OutOfRangeCat`, 2^24; the other libraries stay far below). */
const MAX_CATEGORY = 16_777_216;

/**
 * Category codes as sets of bits. One code takes as many words as all smaller ones have room in, so the words of a whole
 * file are counted before memory is taken: a few bytes could ask for gigabytes.
 */
export class CategorySets {
  private used = 0;

  constructor(private readonly limits: Pick<ModelLimits, 'maxCategoryWords'>) {}

  /** The 32-bit words of a set. @throws MalformedModelError for a value that is no category code */
  words(codes: ArrayLike<unknown>, place: string): number[] {
    let largest = -1;
    for (let c = 0; c < codes.length; c++) {
      const code = codes[c];
      if (typeof code !== 'number' || !Number.isInteger(code) || code < 0 || code >= MAX_CATEGORY)
        throw new MalformedModelError(`${place} has a category that is no code`);
      if (code > largest) largest = code;
    }
    const length = (largest >> 5) + 1;
    this.used += length;
    withinLimit('size of category sets', this.used, this.limits.maxCategoryWords);
    const words = new Array<number>(length).fill(0);
    for (let c = 0; c < codes.length; c++) {
      const code = codes[c] as number;
      words[code >> 5] = (words[code >> 5] | (1 << (code & 31))) >>> 0;
    }
    return words;
  }
}
