import type { TableProblemCode } from './table-problem.js';

/** Text of a file and what its bytes turned out to be. */
export interface DecodedText {
  readonly text: string;
  readonly encoding: 'utf-8' | 'utf-8-bom' | 'utf-16' | 'windows-1252' | 'none';
  readonly findings: readonly {
    readonly code: TableProblemCode;
    readonly message: string;
    readonly severity: 'error' | 'warning';
  }[];
}

/**
 * Windows-1252 for the bytes 0x80 to 0x9F (all others equal Latin-1); 0 where the byte is undefined.
 * Not TextDecoder: in Node 20 its `windows-1252` is Latin-1 (0x92 becomes U+0092 in place of ’).
 */
const WINDOWS_1252 = [
  0x20ac, 0, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017d, 0, 0,
  0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0, 0x017e, 0x0178,
];

function startsWith(bytes: Uint8Array, ...head: readonly number[]): boolean {
  return head.every((byte, i) => bytes[i] === byte);
}

function utf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) return null; // Not UTF-8: the one error a fatal decoder throws.
    throw error;
  }
}

function windows1252(bytes: Uint8Array): { text: string; undefinedBytes: number } {
  const parts: string[] = [];
  let undefinedBytes = 0;
  for (const byte of bytes) {
    const code = byte >= 0x80 && byte <= 0x9f ? (WINDOWS_1252[byte - 0x80] ?? 0) : byte;
    if (byte !== 0 && code === 0) undefinedBytes += 1;
    parts.push(code === 0 ? '\uFFFD' : String.fromCharCode(code));
  }
  return { text: parts.join(''), undefinedBytes };
}

/** UTF-8 text that was once read as Windows-1252 and saved again, as in `plan‚Äôs` or `planâ€™s`. */
const DOUBLE_ENCODED =
  /\u00e2\u20ac[\u2122\u0153\u201c\u201d\u02dc\u009d]|\u00c3[\u00a9\u00ad\u00b1\u00b3\u00ba]|\u201a\u00c4[\u00f4\u00ec]/;

function noText(code: TableProblemCode, message: string): DecodedText {
  return { text: '', encoding: 'none', findings: [{ code, message, severity: 'error' }] };
}

/**
 * The text of a published file: UTF-8 with or without a byte order mark, UTF-16 with one, else Windows-1252
 * (CMS's tables of several years). Never throws: bytes that are no text are reported.
 */
export function decodeText(bytes: Uint8Array): DecodedText {
  if (bytes.length === 0) return noText('emptyFile', 'The file is empty.');
  if (startsWith(bytes, 0x50, 0x4b, 0x03, 0x04)) {
    return noText('notText', 'This is a ZIP archive or an Excel workbook. Unpack it, or save the sheet as CSV.');
  }
  if (startsWith(bytes, 0xff, 0xfe) || startsWith(bytes, 0xfe, 0xff)) {
    const text = new TextDecoder(bytes[0] === 0xff ? 'utf-16le' : 'utf-16be').decode(bytes);
    return { text, encoding: 'utf-16', findings: [] };
  }
  if (bytes.includes(0)) return noText('notText', 'The file holds zero bytes: it is no CSV text.');
  const bom = startsWith(bytes, 0xef, 0xbb, 0xbf);
  const text = utf8(bom ? bytes.subarray(3) : bytes);
  if (text !== null) return { text, encoding: bom ? 'utf-8-bom' : 'utf-8', findings: damage(text) };
  const guess = windows1252(bom ? bytes.subarray(3) : bytes);
  const findings: DecodedText['findings'][number][] = [
    { code: 'windows1252', message: 'Not UTF-8; read as Windows-1252.', severity: 'warning' },
  ];
  if (bom || guess.undefinedBytes > 0) {
    const why = bom
      ? 'the file starts as UTF-8 but holds bytes that are not'
      : `${guess.undefinedBytes} bytes exist in neither encoding`;
    findings.push({
      code: 'misEncoded',
      message: `The encoding is damaged: ${why}. Fetch the file again.`,
      severity: 'error',
    });
  }
  return { text: guess.text, encoding: 'windows-1252', findings };
}

function damage(text: string): DecodedText['findings'] {
  const found: DecodedText['findings'][number][] = [];
  if (text.includes('\uFFFD')) {
    const message =
      'Characters were lost when the file was saved (replacement characters, U+FFFD). Texts that hold them are not recognised.';
    found.push({ code: 'misEncoded', message, severity: 'warning' });
  }
  if (DOUBLE_ENCODED.test(text)) {
    const message =
      'The file was saved twice in different encodings (quotes and dashes are garbled). Ids and numbers are still right.';
    found.push({ code: 'doubleEncoded', message, severity: 'warning' });
  }
  return found;
}
