import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * One record of a segment file: a head of 32 bytes (mark, index, length, check of the head, code of the record), then
 * the payload. The code is an HMAC under the segment's key, so that a record is neither changed, moved nor made up
 * unnoticed; the head has a check of its own, so that a damaged length is never mistaken for a write that was cut short.
 */
const MARK = Buffer.from('SPL1');
const HEAD_BYTES = 32;
const CHECKED_BYTES = 12;
const CODE_BYTES = 16;

const hmac = (key: Buffer, ...parts: readonly Buffer[]): Buffer => {
  const digest = createHmac('sha256', key);
  for (const part of parts) digest.update(part);
  return digest.digest();
};

/** The key of one segment, from the key of all spools. */
export function segmentKey(root: Buffer, folder: string, segment: number): Buffer {
  return hmac(root, Buffer.from(`${folder}/${segment}`));
}

/** The bytes of a record. */
export function encodeFrame(key: Buffer, index: number, payload: Buffer): Buffer {
  const frame = Buffer.alloc(HEAD_BYTES + payload.length);
  MARK.copy(frame);
  frame.writeUInt32LE(index, 4);
  frame.writeUInt32LE(payload.length, 8);
  const checked = frame.subarray(0, CHECKED_BYTES);
  hmac(key, checked).copy(frame, CHECKED_BYTES, 0, 4);
  hmac(key, checked, payload).copy(frame, CHECKED_BYTES + 4, 0, CODE_BYTES);
  payload.copy(frame, HEAD_BYTES);
  return frame;
}

/** A whole record of a segment. */
export interface Frame {
  readonly kind: 'record';
  readonly index: number;
  readonly payload: Buffer;
  readonly offset: number;
}

/** Bytes of a segment that are not what was written, or records that are gone. */
export interface Damage {
  readonly kind: 'damage';
  /** Index of the first record concerned. */
  readonly index: number;
  readonly offset: number;
  /** What stands there; empty for records that are gone. */
  readonly bytes: Buffer;
}

/** What a segment holds, in order. */
export interface SegmentContent {
  readonly entries: readonly (Frame | Damage)[];
  /** Bytes of a last write that was cut short: it was never acknowledged. */
  readonly torn: number;
}

type Head = { readonly index: number; readonly length: number } | 'short' | 'bad';

function headAt(bytes: Buffer, offset: number, key: Buffer): Head {
  const head = bytes.subarray(offset, offset + HEAD_BYTES);
  if (head.length < HEAD_BYTES) return MARK.subarray(0, head.length).equals(head.subarray(0, 4)) ? 'short' : 'bad';
  const check = hmac(key, head.subarray(0, CHECKED_BYTES)).subarray(0, 4);
  if (!head.subarray(0, 4).equals(MARK) || !head.subarray(CHECKED_BYTES, CHECKED_BYTES + 4).equals(check)) return 'bad';
  return { index: head.readUInt32LE(4), length: head.readUInt32LE(8) };
}

function frameAt(bytes: Buffer, offset: number, key: Buffer): Frame | 'torn' | 'bad' {
  const head = headAt(bytes, offset, key);
  if (head === 'short') return 'torn';
  if (head === 'bad') return 'bad';
  const from = offset + HEAD_BYTES;
  if (from + head.length > bytes.length) return 'torn';
  const payload = bytes.subarray(from, from + head.length);
  const code = hmac(key, bytes.subarray(offset, offset + CHECKED_BYTES), payload).subarray(0, CODE_BYTES);
  const given = bytes.subarray(offset + CHECKED_BYTES + 4, offset + HEAD_BYTES);
  return timingSafeEqual(code, given) ? { kind: 'record', index: head.index, payload, offset } : 'bad';
}

function nextFrame(bytes: Buffer, after: number, key: Buffer): number {
  for (let at = bytes.indexOf(MARK, after); at !== -1; at = bytes.indexOf(MARK, at + 1)) {
    if (typeof frameAt(bytes, at, key) === 'object') return at;
  }
  return -1;
}

/** Takes a segment apart. Damage is told apart from a torn end, and what comes behind it is still found. */
export function readSegment(bytes: Buffer, key: Buffer): SegmentContent {
  const entries: (Frame | Damage)[] = [];
  let next = 0;
  for (let offset = 0; offset < bytes.length;) {
    const found = frameAt(bytes, offset, key);
    if (typeof found === 'object') {
      if (found.index > next && entries.at(-1)?.kind !== 'damage') {
        entries.push({ kind: 'damage', index: next, offset, bytes: Buffer.alloc(0) });
      }
      entries.push(found);
      next = found.index + 1;
      offset += HEAD_BYTES + found.payload.length;
      continue;
    }
    const resumed = nextFrame(bytes, offset + 1, key);
    const rest = bytes.subarray(offset, resumed === -1 ? bytes.length : resumed);
    if (resumed === -1 && (found === 'torn' || rest.every((byte) => byte === 0))) return { entries, torn: rest.length };
    entries.push({ kind: 'damage', index: next, offset, bytes: rest });
    offset += rest.length;
  }
  return { entries, torn: 0 };
}

/** The one record whose bytes these are; undefined when they are damaged. */
export function decodeFrame(bytes: Buffer, key: Buffer): Frame | undefined {
  const found = frameAt(bytes, 0, key);
  return typeof found === 'object' ? found : undefined;
}
