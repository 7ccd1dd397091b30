import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeFrame, readSegment, segmentKey } from './frame.js';

const KEY = segmentKey(Buffer.alloc(32, 7), 'folder', 1);
const payloads = ['one', 'two', 'three', 'four'].map((text) => Buffer.from(text));
const frames = payloads.map((payload, i) => encodeFrame(KEY, i, payload));
const segment = Buffer.concat(frames);

const texts = (bytes: Buffer, key = KEY): string[] =>
  readSegment(bytes, key).entries.map((entry) => (entry.kind === 'record' ? entry.payload.toString() : 'DAMAGE'));

describe('a segment', () => {
  it('gives back what was written, in order', () => {
    expect(readSegment(segment, KEY)).toMatchObject({ torn: 0 });
    expect(texts(segment)).toEqual(['one', 'two', 'three', 'four']);
  });

  it('cut short anywhere in its last record is torn, never damaged', () => {
    const whole = segment.length - (frames[3]?.length ?? 0);
    for (let length = whole + 1; length < segment.length; length++) {
      const { entries, torn } = readSegment(segment.subarray(0, length), KEY);
      expect(entries.map(({ kind }) => kind)).toEqual(['record', 'record', 'record']);
      expect(torn).toBe(length - whole);
    }
    expect(readSegment(Buffer.concat([segment, Buffer.alloc(64)]), KEY)).toMatchObject({ torn: 64 });
  });

  it('with any one bit flipped in any record loses that record only, and says so', () => {
    fc.assert(
      fc.property(fc.nat(segment.length - 1), fc.nat(7), (place, bit) => {
        const flipped = Buffer.from(segment);
        flipped.writeUInt8(flipped.readUInt8(place) ^ (1 << bit), place);
        let end = 0;
        const hit = frames.findIndex((frame) => (end += frame.length) > place);
        const expected = ['one', 'two', 'three', 'four'].map((text, i) => (i === hit ? 'DAMAGE' : text));
        expect(texts(flipped)).toEqual(expected);
        expect(readSegment(flipped, KEY).torn).toBe(0);
      }),
      { numRuns: 150 },
    );
  });

  it('tells of a record that was taken out, and refuses one from elsewhere', () => {
    expect(texts(Buffer.concat([frames[0], frames[2], frames[3]] as Buffer[]))).toEqual([
      'one',
      'DAMAGE',
      'three',
      'four',
    ]);
    expect(texts(segment, segmentKey(Buffer.alloc(32, 7), 'folder', 2))).toEqual(['DAMAGE']);
  });
});
