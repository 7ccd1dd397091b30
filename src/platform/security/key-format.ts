import { createHash, randomBytes } from 'node:crypto';

/**
 * `sro_<prefix>_<secret><checksum>`: 12 public characters, 43 of a 256-bit secret, 6 of a checksum. Letters and digits
 * only, so that a double click takes the whole secret, and a scanner can tell a key from a lookalike without asking.
 */
const KEY = /^sro_([0-9A-Za-z]{12})_([0-9A-Za-z]{43})([0-9A-Za-z]{6})$/;
const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const PREFIX_LENGTH = 12;
const SECRET_LENGTH = 43;
const CHECKSUM_LENGTH = 6;

function base62(bytes: Buffer, length: number): string {
  let rest = BigInt(`0x${bytes.toString('hex')}`);
  let text = '';
  for (let place = 0; place < length; place++) {
    text = ALPHABET.charAt(Number(rest % 62n)) + text;
    rest /= 62n;
  }
  return text;
}

const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest();

/** First 32 bits of the SHA-256 of everything before it: finds typing errors, guards nothing. */
const checksum = (body: string): string => base62(sha256(body).subarray(0, 4), CHECKSUM_LENGTH);

/** A key as presented, taken apart. */
export interface PresentedKey {
  readonly prefix: string;
  /** SHA-256 of the whole key. */
  readonly digest: Buffer;
}

/** A key just made; the only time that its text is known. */
export interface NewKey extends PresentedKey {
  readonly text: string;
}

/** Makes a key of 256 random bits. */
export function newKey(): NewKey {
  const prefix = base62(randomBytes(16), PREFIX_LENGTH);
  const body = `sro_${prefix}_${base62(randomBytes(32), SECRET_LENGTH)}`;
  const text = body + checksum(body);
  return { text, prefix, digest: sha256(text) };
}

/** Takes a presented key apart; undefined for anything that this service cannot have given out. */
export function parseKey(text: string): PresentedKey | undefined {
  const [, prefix, , check] = KEY.exec(text) ?? [];
  if (prefix === undefined || check === undefined) return undefined;
  if (checksum(text.slice(0, -CHECKSUM_LENGTH)) !== check) return undefined;
  return { prefix, digest: sha256(text) };
}
