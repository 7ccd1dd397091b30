import { defineAuditEvents } from '../audit/index.js';

declare module '../audit/index.js' {
  interface AuditEvents {
    /** A synthetic plan was loaded. */
    'demo.loaded': { seed: number; members: number; gaps: number; measurementYear: number };
    /** A synthetic plan was cleared. */
    'demo.cleared': { members: number; snapshots: number };
  }
}

defineAuditEvents({
  'demo.loaded': { entityType: 'demo-plan', fields: { seed: true, members: true, gaps: true, measurementYear: true } },
  'demo.cleared': { entityType: 'demo-plan', fields: { members: true, snapshots: true } },
});
