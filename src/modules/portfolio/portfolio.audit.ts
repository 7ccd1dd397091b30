import { defineAuditEvents } from '../audit/index.js';

declare module '../audit/index.js' {
  interface AuditEvents {
    /** A snapshot of a contract was taken. */
    'portfolio.snapshot-taken': {
      measurementYear: number;
      starYear: number;
      cause: string;
      currentOverall: string | null;
      yearEndOverall: string | null;
    };
    /** Somebody asked for a new order of the worklist. */
    'portfolio.priorities-ordered': { measurementYear: number };
    /** The priorities of a contract's unsettled gaps were computed again. */
    'portfolio.priorities-recomputed': { measurementYear: number; gaps: number; changed: number };
  }
}

defineAuditEvents({
  'portfolio.snapshot-taken': {
    entityType: 'portfolio-snapshot',
    fields: { measurementYear: true, starYear: true, cause: true, currentOverall: true, yearEndOverall: true },
  },
  'portfolio.priorities-ordered': { entityType: 'job', fields: { measurementYear: true } },
  'portfolio.priorities-recomputed': {
    entityType: 'job',
    fields: { measurementYear: true, gaps: true, changed: true },
  },
});
