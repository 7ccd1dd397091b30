import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { formatLsn, type Lsn, parseLsn, Replicas } from '../../database/index.js';
import { LruMap } from '../../security/lru-map.js';
import { invalid } from '../problem.js';

/** Header of an answer to a change, and of a request that must see it. */
export const CONSISTENCY_HEADER = 'consistency-token';

/** Behind every place of the log: only the primary has it. */
export const PRIMARY_ONLY: Lsn = 2n ** 64n;

/** Callers whose last change is remembered. */
const CALLERS = 10_000;

/**
 * What a read must see. A caller sees its own changes on the instance that made them without doing anything; on others
 * by sending back the token that the answer carried, or `primary`.
 */
@Injectable()
export class Consistency {
  private readonly lastChange = new LruMap<Lsn>(CALLERS);

  constructor(private readonly replicas: Replicas) {}

  /**
   * What the request asks for; undefined when it names nothing.
   * @throws Problem for anything but `primary` and a token of this service.
   */
  asked(request: FastifyRequest): Lsn | undefined {
    const given = request.headers[CONSISTENCY_HEADER];
    if (given === undefined) return undefined;
    if (given === 'primary') return PRIMARY_ONLY;
    const token = typeof given === 'string' ? parseLsn(given) : undefined;
    if (token === undefined) {
      throw invalid('Consistency-Token', 'consistency-token', 'Send `primary`, or the token of an answer as it was.');
    }
    return token;
  }

  /** The place of the log that a caller's reads must have reached. */
  needed(actor: string, asked: Lsn | undefined): Lsn | undefined {
    const own = this.lastChange.get(actor);
    if (own === undefined || asked === undefined) return own ?? asked;
    return own > asked ? own : asked;
  }

  /** After a change, or news of a job: remembers it for the caller, and tells where it is. */
  async note(actor: string, reply: FastifyReply): Promise<void> {
    if (!this.replicas.configured) return;
    const position = await this.replicas.position().catch(() => undefined);
    this.lastChange.set(actor, position ?? PRIMARY_ONLY);
    if (position !== undefined) reply.header(CONSISTENCY_HEADER, formatLsn(position));
  }
}
