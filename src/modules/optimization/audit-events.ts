import { defineAuditEvents } from '../audit/index.js';

declare module '../audit/index.js' {
  interface AuditEvents {
    /** A plan of action was ordered. */
    'optimization.ordered': { measurementYear: number; starYear: number; objective: string };
    /** A plan was made. */
    'optimization.planned': { status: string; actions: number; costCents: number };
    /** Interventions were planned from a plan. */
    'optimization.accepted': { created: number; skipped: number; costCents: number };
    /** Somebody read the actions of a plan. */
    'optimization.actions-read': { rows: number };
    /** The actions of a plan began to leave as a file. */
    'optimization.actions-exported': { actions: number };
  }
}

defineAuditEvents({
  'optimization.ordered': {
    entityType: 'optimization',
    fields: { measurementYear: true, starYear: true, objective: true },
  },
  'optimization.planned': { entityType: 'optimization', fields: { status: true, actions: true, costCents: true } },
  'optimization.accepted': { entityType: 'optimization', fields: { created: true, skipped: true, costCents: true } },
  'optimization.actions-read': { entityType: 'optimization', fields: { rows: true } },
  'optimization.actions-exported': { entityType: 'optimization', fields: { actions: true } },
});
