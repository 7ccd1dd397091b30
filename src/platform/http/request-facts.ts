import type { IncomingMessage } from 'node:http';
import type { ApiLogEntry } from './api-log-sink.js';

/** An audited route, as found on its handler before guards, parsers or pipes have had their say. */
export interface AuditedRoute {
  /** Name of the event that the handler stands for. */
  readonly event: string;
  /** Path parameter that holds the entity's id. */
  readonly entityParam?: string;
}

/** What is learnt of one request between the door and its rows. */
export interface RequestFacts {
  /** Id of the request, once given. */
  requestId?: string;
  /** Who asks, as `Principal.actor` names them; absent until known. */
  actor?: string;
  /** The one contract that the request is about; absent while unknown. */
  contractId?: string;
  /** Set when the audit trail has a row of this request, so that a refusal is not written down twice. */
  audited?: boolean;
  /** The request's row as it stands before the answer leaves, with the status it is to have. */
  entry?: (status: number) => ApiLogEntry;
  /** Set when the request's row is kept elsewhere, so that none is written when the response closes. */
  logged?: boolean;
}

const kept = new WeakMap<IncomingMessage, RequestFacts>();

/** The facts of a request, by its raw message: the same object for hooks, guards, interceptors and the filter. */
export function factsOf(raw: IncomingMessage): RequestFacts {
  let facts = kept.get(raw);
  if (facts === undefined) {
    facts = {};
    kept.set(raw, facts);
  }
  return facts;
}
