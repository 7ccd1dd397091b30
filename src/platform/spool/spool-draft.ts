import { type ClsService, ClsServiceManager } from 'nestjs-cls';
import { v7 as uuidv7 } from 'uuid';

/** Parts of a record by name: plain JSON, never a raw member id, never a feature value. */
export type RecordParts = Record<string, unknown>;

const DRAFT = 'spool:draft';

/**
 * What a request leaves in the spool when the database does not take it. Ids and times are chosen once a request, so
 * that a second attempt writes the same rows: should the first one have been committed unheard, nothing is doubled.
 */
export class SpoolDraft {
  /** False while the database is tried; true when the request is answered without it. */
  spooling = false;
  /** The record's parts. */
  readonly parts: RecordParts = {};
  /** The time of the request's rows. */
  readonly at = new Date();
  private readonly ids: string[] = [];
  private readonly settled: ((place: unknown) => void)[] = [];

  /** The id of the request's row at a place, the same whenever it is asked for. */
  id(place: number): string {
    return (this.ids[place] ??= uuidv7());
  }

  /** Calls back with the record's place when it is durable, or with undefined when there is none. */
  whenSettled(listener: (place: unknown) => void): void {
    this.settled.push(listener);
  }

  settle(place: unknown): void {
    for (const listener of this.settled.splice(0)) listener(place);
  }
}

const cls = (): ClsService => ClsServiceManager.getClsService();

/** The draft of the request under way; undefined where requests are not spooled. */
export function spoolDraft(): SpoolDraft | undefined {
  return cls().isActive() ? cls().get<SpoolDraft | undefined>(DRAFT) : undefined;
}

/** The draft of a request that is answered without the database; undefined while the database is used. */
export function spoolingDraft(): SpoolDraft | undefined {
  const draft = spoolDraft();
  return draft?.spooling === true ? draft : undefined;
}

export function openSpoolDraft(): SpoolDraft {
  const draft = new SpoolDraft();
  cls().set(DRAFT, draft);
  return draft;
}
