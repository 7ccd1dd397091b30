/** One request, as `api_logs` keeps it: an allow-list, without bodies, queries or raw paths. */
export interface ApiLogEntry {
  readonly occurredAt: Date;
  readonly method: string;
  /** Template of the route, such as `/api/v1/ratings/:id`, or `(unmatched)`. */
  readonly route: string;
  /** Status that the client saw; null when it hung up before an answer began. */
  readonly status: number | null;
  /** The client hung up before the answer was complete. */
  readonly aborted: boolean;
  readonly durationMs: number;
  /** Who asked; null when unknown. */
  readonly actor: string | null;
  readonly requestId: string;
  /** The contract that the request was about; null when none or several. */
  readonly contractId: string | null;
}

/** Takes the rows of answered requests. */
export abstract class ApiLogSink {
  /** A row in the form in which it is stored, for whoever keeps it in another place: plain JSON, with an id. */
  abstract rowOf(entry: ApiLogEntry): object;

  /** Takes a row. Neither waits nor throws. */
  abstract record(entry: ApiLogEntry): void;

  /** Writes the rows that are left, once the last request is answered and before the database is left. */
  abstract close(): Promise<void>;
}
