import { describe, expect, it } from 'vitest';
import { spanContextOf, traceparentOf } from './traceparent.js';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN = '00f067aa0ba902b7';

describe('a traceparent', () => {
  it('names a span, sampled or not, and is written as it was read', () => {
    for (const flags of ['01', '00']) {
      const context = spanContextOf(`00-${TRACE}-${SPAN}-${flags}`);
      expect(context).toEqual({ traceId: TRACE, spanId: SPAN, traceFlags: Number(flags), isRemote: true });
      expect(context && traceparentOf(context)).toBe(`00-${TRACE}-${SPAN}-${flags}`);
    }
  });

  it.each([
    ['is absent', undefined],
    ['has a trace of zeros', `00-${'0'.repeat(32)}-${SPAN}-01`],
    ['has a span of zeros', `00-${TRACE}-${'0'.repeat(16)}-01`],
    ['is of the forbidden version', `ff-${TRACE}-${SPAN}-01`],
    ['has capital letters', `00-${TRACE.toUpperCase()}-${SPAN}-01`],
    ['goes on without a dash', `00-${TRACE}-${SPAN}-01x`],
    ['is something else', 'M12345678'],
  ])('that %s names none', (_name, text) => {
    expect(spanContextOf(text)).toBeUndefined();
  });

  it('of a later version may go on behind the flags', () => {
    expect(spanContextOf(`01-${TRACE}-${SPAN}-03-more`)?.traceFlags).toBe(1);
  });
});
