const SPECIAL = /[\\\t\n\r]/g;
const ESCAPED: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

/** One row in the text format of PostgreSQL's COPY. */
export function copyRow(cells: readonly (string | null)[]): string {
  const texts = cells.map((cell) => (cell === null ? '\\N' : cell.replace(SPECIAL, (one) => ESCAPED[one] ?? one)));
  return `${texts.join('\t')}\n`;
}

/** An array literal of byte strings given in hexadecimal. */
export const byteArray = (hex: readonly string[]): string => `{${hex.map((one) => `"\\\\x${one}"`).join(',')}}`;
