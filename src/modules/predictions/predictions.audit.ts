import { defineAuditEvents } from '../audit/index.js';

declare module '../audit/index.js' {
  interface AuditEvents {
    /** Somebody read predictions of a member. */
    'prediction.read': { rows: number };
    /** Old predictions of a contract were deleted. */
    'prediction.deleted': { before: string; rows: number };
  }
}

defineAuditEvents({
  'prediction.read': { entityType: 'prediction', fields: { rows: true } },
  'prediction.deleted': { entityType: 'prediction', fields: { before: true, rows: true } },
});
