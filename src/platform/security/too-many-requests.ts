import type { FastifyRequest } from 'fastify';
import { Problem } from '../http/index.js';

/** Refusal of a caller who is too fast. */
export const tooManyRequests = (retryAfterSeconds: number, headers: Record<string, string> = {}): Problem =>
  new Problem('too-many-requests', 'Wait as long as Retry-After says, then go on.', [], {
    'retry-after': String(Math.max(1, retryAfterSeconds)),
    ...headers,
  });

/** One household or server has an IPv6 network of 64 bits, four groups, to itself. */
const NETWORK_GROUPS = 4;

/** The address that a request is counted by: an IPv4 address whole, an IPv6 address by its network. */
export function countedAddress(ip: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip)?.[1];
  if (mapped !== undefined || !ip.includes(':')) return `ip:${mapped ?? ip}`;
  const [head = '', tail] = ip.toLowerCase().split('%', 1).join('').split('::');
  const left = head.split(':').filter((group) => group !== '');
  const right = (tail ?? '').split(':').filter((group) => group !== '');
  const zeros = Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => '0');
  const groups = [...left, ...zeros, ...right]
    .slice(0, NETWORK_GROUPS)
    .map((group) => parseInt(group, 16).toString(16));
  return `ip:${groups.join(':')}`;
}

export const callerAddress = (request: FastifyRequest): string => countedAddress(request.ip);
