import type { AuditOutcome, AuditValue } from '../audit-events.js';

/** The content of an audit row, all that its code stands for. */
export interface AuditRow {
  readonly id: string;
  readonly occurredAt: Date;
  readonly actor: string;
  readonly event: string;
  readonly entityType: string;
  readonly entityId: string | null;
  readonly contractId: string | null;
  readonly outcome: AuditOutcome;
  readonly requestId: string | null;
  readonly before: Record<string, AuditValue> | null;
  readonly after: Record<string, AuditValue> | null;
}

/** Text as PostgreSQL can keep it: no NUL and no half of a surrogate pair. */
export function storableText(text: string): string {
  return text.replace(/\p{Surrogate}|\0/gu, '\uFFFD');
}

/**
 * JSON that survives the way through `jsonb` unchanged: `jsonb` reorders keys (here they are sorted), keeps the last
 * of equal keys, drops the sign of -0 and refuses NUL and half surrogates; numbers come back as the same double.
 */
export function canonicalJson(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'string') return JSON.stringify(storableText(value));
  if (typeof value === 'bigint') return JSON.stringify(value.toString());
  if (typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  if (value instanceof Date) return JSON.stringify(value.toISOString());
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const members = new Map<string, string>();
  for (const [key, member] of Object.entries(value)) {
    if (member !== undefined) members.set(storableText(key), canonicalJson(member));
  }
  const sorted = [...members].sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${sorted.map(([key, member]) => `${JSON.stringify(key)}:${member}`).join(',')}}`;
}

/**
 * The one text that a row's code is computed over. Times have milliseconds, as the column has (`timestamptz(3)`):
 * what JavaScript writes is what it reads back.
 */
export function canonicalRow(row: AuditRow): string {
  const { id, occurredAt, actor, event, entityType, entityId, contractId, outcome, requestId, before, after } = row;
  const head = [id, occurredAt.toISOString(), actor, event, entityType, entityId, contractId, outcome, requestId];
  return canonicalJson(['audit-row-1', ...head, before, after]);
}
