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
  }
}

defineAuditEvents({
  'portfolio.snapshot-taken': {
    entityType: 'portfolio-snapshot',
    fields: { measurementYear: true, starYear: true, cause: true, currentOverall: true, yearEndOverall: true },
  },
});
