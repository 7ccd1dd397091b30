/** One line of a file, without its end. */
export interface Line {
  /** 1 for the first line of the file. */
  readonly number: number;
  readonly text: string;
  /** True when the line is longer than allowed; its text is then cut off. */
  readonly tooLong: boolean;
}

/**
 * Cuts decoded text into lines as it arrives: `\n` or `\r\n`, a byte order mark at the start is dropped. A line is never
 * kept beyond the limit, however long it is.
 */
export class LineSplitter {
  private rest = '';
  private restTooLong = false;
  private number = 0;
  private started = false;

  /** @param limit longest line, in characters. */
  constructor(private readonly limit: number) {}

  /** The lines that end in this piece of text. */
  push(piece: string): Line[] {
    const text = this.started ? piece : piece.replace(/^\uFEFF/, '');
    if (piece !== '') this.started = true;
    const lines: Line[] = [];
    let from = 0;
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', from)) {
      this.keep(text.slice(from, at));
      lines.push(this.take());
      from = at + 1;
    }
    this.keep(text.slice(from));
    return lines;
  }

  /** The last line, where the file does not end with a line end. */
  end(): Line[] {
    return this.rest === '' && !this.restTooLong ? [] : [this.take()];
  }

  private keep(part: string): void {
    if (this.restTooLong) return;
    if (this.rest.length + part.length > this.limit + 1) {
      this.restTooLong = true;
      this.rest = '';
    } else this.rest += part;
  }

  private take(): Line {
    const text = this.rest.endsWith('\r') ? this.rest.slice(0, -1) : this.rest;
    const tooLong = this.restTooLong || text.length > this.limit;
    this.rest = '';
    this.restTooLong = false;
    return { number: ++this.number, text: tooLong ? '' : text, tooLong };
  }
}
