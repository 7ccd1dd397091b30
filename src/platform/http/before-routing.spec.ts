import type { Socket } from 'node:net';
import { describe, expect, it, vi } from 'vitest';
import { answerUnreadable } from './before-routing.js';

const socketOf = (writable: boolean) => ({ writable, end: vi.fn<(text: string) => void>(), destroy: vi.fn() });

function answered(code: string | undefined): string {
  const socket = socketOf(true);
  answerUnreadable(Object.assign(new Error('secret'), { code }), socket as unknown as Socket);
  return socket.end.mock.calls[0]?.[0] ?? '';
}

describe('bytes that are not an HTTP request', () => {
  it.each([
    ['HPE_INVALID_METHOD', 400, 'bad-request'],
    ['HPE_HEADER_OVERFLOW', 431, 'headers-too-large'],
    ['ERR_HTTP_REQUEST_TIMEOUT', 408, 'request-timeout'],
  ])('%s is answered with %i', (code, status, expected) => {
    const [head = '', body = ''] = answered(code).split('\r\n\r\n');
    expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} ${expected}\r\n`));
    expect(head).toContain(`content-length: ${Buffer.byteLength(body)}`);
    expect(JSON.parse(body)).toMatchObject({ status, code: expected });
    expect(body).not.toContain('secret');
  });

  it.each([
    [true, 'ECONNRESET'],
    [false, 'HPE_INVALID_METHOD'],
  ])('a line that is gone is not written to (writable %j, %s)', (writable, code) => {
    const socket = socketOf(writable);
    answerUnreadable(Object.assign(new Error(), { code }), socket as unknown as Socket);
    expect(socket.end).not.toHaveBeenCalled();
    expect(socket.destroy).toHaveBeenCalled();
  });
});
