import type { FastifyReply } from 'fastify';

/**
 * A JSON text that seldom changes, with its digest as ETag: 304 without a body for a client that has it. Clients may
 * keep it for themselves, and ask each time.
 */
export function answerUnlessSeen(
  reply: FastifyReply,
  digest: string,
  seen: string | undefined,
  text: string,
): string | undefined {
  const etag = `"${digest}"`;
  void reply.headers({ etag, 'cache-control': 'private, no-cache' });
  if (seen?.split(/\s*,\s*/).some((each) => each === '*' || each.replace(/^W\//, '') === etag)) {
    void reply.status(304);
    return undefined;
  }
  void reply.type('application/json; charset=utf-8');
  return text;
}
