const SPECIAL = /[\\\t\n\r]/g;
const ANY_SPECIAL = /[\\\t\n\r]/;
const ESCAPED: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

/** One row in the text format of PostgreSQL's COPY. */
export function copyRow(cells: readonly (string | null)[]): string {
  let row = '';
  for (let at = 0; at < cells.length; at++) {
    const cell = cells[at] ?? null;
    if (at > 0) row += '\t';
    if (cell === null) row += '\\N';
    else row += ANY_SPECIAL.test(cell) ? cell.replace(SPECIAL, (one) => ESCAPED[one] ?? one) : cell;
  }
  return `${row}\n`;
}

/** An array literal of byte strings given in hexadecimal. */
export const byteArray = (hex: readonly string[]): string => `{${hex.map((one) => `"\\\\x${one}"`).join(',')}}`;
