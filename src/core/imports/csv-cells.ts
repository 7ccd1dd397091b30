/** Delimiters that are recognised in a header. */
const DELIMITERS = [',', ';', '\t', '|'] as const;

/** The delimiter of a header line: the one that occurs most. */
export function delimiterOf(header: string): string {
  const count = (delimiter: string): number => header.split(delimiter).length;
  return DELIMITERS.reduce<string>((best, one) => (count(one) > count(best) ? one : best), ',');
}

/**
 * The cells of one CSV line (RFC 4180). A record is one line: a line end inside quotes is a broken line, so that one
 * missing quote costs one line and not the rest of the file.
 * @returns undefined for broken quoting.
 */
export function csvCells(line: string, delimiter: string): string[] | undefined {
  if (!line.includes('"')) return line.split(delimiter).map((cell) => cell.trim());
  const cells: string[] = [];
  let at = 0;
  for (;;) {
    while (line[at] === ' ') at++;
    if (line[at] === '"') {
      const cell = quoted(line, at + 1);
      if (!cell) return undefined;
      cells.push(cell.text);
      at = cell.end;
      while (line[at] === ' ') at++;
      if (at >= line.length) return cells;
      if (line[at] !== delimiter) return undefined;
    } else {
      const end = line.indexOf(delimiter, at);
      const text = line.slice(at, end < 0 ? undefined : end);
      if (text.includes('"')) return undefined;
      cells.push(text.trim());
      if (end < 0) return cells;
      at = end;
    }
    at++;
  }
}

function quoted(line: string, from: number): { text: string; end: number } | undefined {
  let text = '';
  for (let at = from; ;) {
    const quote = line.indexOf('"', at);
    if (quote < 0) return undefined;
    text += line.slice(at, quote);
    if (line[quote + 1] !== '"') return { text, end: quote + 1 };
    text += '"';
    at = quote + 2;
  }
}
