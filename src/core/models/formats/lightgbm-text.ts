import { MalformedModelError } from '../errors.js';

/** A block of `key=value` lines; keys without a value (such as `average_output`) map to ''. */
export class TextBlock {
  private readonly lines = new Map<string, string>();

  constructor(
    text: string,
    readonly place: string,
  ) {
    for (const line of text.split('\n')) {
      const at = line.indexOf('=');
      const key = (at < 0 ? line : line.slice(0, at)).trim();
      if (key !== '') this.lines.set(key, at < 0 ? '' : line.slice(at + 1).trim());
    }
  }

  has(key: string): boolean {
    return this.lines.has(key);
  }

  text(key: string): string {
    const value = this.lines.get(key);
    if (value === undefined) throw new MalformedModelError(`${this.place} has no ${key}`);
    return value;
  }

  words(key: string): string[] {
    const value = this.text(key);
    return value === '' ? [] : value.split(/\s+/);
  }

  integer(key: string): number {
    const value = Number(this.text(key));
    if (this.text(key) === '' || !Number.isSafeInteger(value))
      throw new MalformedModelError(`${this.place}: ${key} is not a whole number`);
    return value;
  }

  /** Numbers; LightGBM writes infinities as `inf` and `-inf`. */
  numbers(key: string, length: number): Float64Array {
    const words = this.words(key);
    if (words.length !== length)
      throw new MalformedModelError(`${this.place}: ${key} has ${words.length} entries instead of ${length}`);
    return Float64Array.from(words, (word) => {
      const infinite = /^([+-]?)inf(inity)?$/i.exec(word);
      const value = infinite === null ? Number(word) : infinite[1] === '-' ? -Infinity : Infinity;
      if (Number.isNaN(value)) throw new MalformedModelError(`${this.place}: ${key} holds something that is no number`);
      return value;
    });
  }
}
