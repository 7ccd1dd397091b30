/** What an audited attempt came to. */
export type AuditOutcome = 'succeeded' | 'denied' | 'failed';

/** What a payload may hold: plain JSON. Never a raw member id, never a feature value. */
export type AuditValue =
  string | number | boolean | null | readonly AuditValue[] | { readonly [key: string]: AuditValue };

/** What retention dropped, and the digests of the archives that hold it now. */
interface RetentionFacts {
  droppedBefore: string;
  partitions: readonly string[];
  rows: number;
  /** `file sha256` of each archive. */
  archives: readonly string[];
}

/**
 * Every event and the fields of its payload. A module adds its own by declaration merging, so that this module knows
 * no domain:
 *
 * ```ts
 * declare module '../audit/index.js' {
 *   interface AuditEvents { 'rating.computed': { starYear: number; rating: string | null } }
 * }
 * defineAuditEvents({ 'rating.computed': { entityType: 'rating', fields: { starYear: true, rating: true } } });
 * ```
 */
export interface AuditEvents {
  /** Somebody read the trail. */
  'audit.read': { entityType: string | null; rows: number };
  /** Somebody had the chain verified. */
  'audit.verified': { ok: boolean; sealed: number; problems: number };
  /** Somebody had the archives verified. */
  'audit.archives-verified': { ok: boolean; files: number; rows: number; problems: number };
  /** Retention archived and dropped partitions of the trail. */
  'audit.retention-applied': RetentionFacts;
  /** Retention archived and dropped partitions of the log of requests. */
  'api-logs.retention-applied': RetentionFacts;
}

export type AuditEvent = keyof AuditEvents & string;

/** The run-time half of an event: fields that are not listed are not stored, whatever a caller passes. */
export interface AuditEventDefinition<E extends AuditEvent> {
  /** Kind of the entity that the event is about, such as `rating`. */
  readonly entityType: string;
  /** The allow-list of the payload's fields: exactly those of the type. */
  readonly fields: Readonly<Record<keyof AuditEvents[E] & string, true>>;
}

type Definitions = { readonly [E in AuditEvent]?: AuditEventDefinition<E> };

const definitions = new Map<string, { entityType: string; fields: readonly string[] }>();

/**
 * Makes events known, once, when the module that owns them is loaded.
 * @throws Error when an event is defined twice in different ways.
 */
export function defineAuditEvents(added: Definitions): void {
  for (const [event, { entityType, fields }] of Object.entries(added)) {
    const definition = { entityType, fields: Object.keys(fields) };
    const known = definitions.get(event);
    if (known && JSON.stringify(known) !== JSON.stringify(definition)) {
      throw new Error(`The audit event ${event} is defined twice.`);
    }
    definitions.set(event, definition);
  }
}

/** @throws Error for an event that no module defined: an act without a definition is not carried out. */
export function auditEventDefinition(event: string): { entityType: string; fields: readonly string[] } {
  const definition = definitions.get(event);
  if (!definition) throw new Error(`The audit event ${event} is not defined.`);
  return definition;
}

/** The payload cut to the fields that its event allows. */
export function allowedFields(event: string, payload: object | undefined): Record<string, AuditValue> | null {
  if (payload === undefined) return null;
  const { fields } = auditEventDefinition(event);
  const given = payload as Readonly<Record<string, AuditValue | undefined>>;
  const entries = fields.map((field) => [field, given[field]] as const).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as Record<string, AuditValue>;
}

const retentionFields = { droppedBefore: true, partitions: true, rows: true, archives: true } as const;

defineAuditEvents({
  'audit.read': { entityType: 'audit', fields: { entityType: true, rows: true } },
  'audit.verified': { entityType: 'audit', fields: { ok: true, sealed: true, problems: true } },
  'audit.archives-verified': { entityType: 'audit', fields: { ok: true, files: true, rows: true, problems: true } },
  'audit.retention-applied': { entityType: 'audit', fields: retentionFields },
  'api-logs.retention-applied': { entityType: 'api-logs', fields: retentionFields },
});
