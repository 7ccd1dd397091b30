import { defineAuditEvents } from '../audit/index.js';

declare module '../audit/index.js' {
  interface AuditEvents {
    /** A file was taken in and its job put into the queue. */
    'import.accepted': { kind: string; dryRun: boolean; rows: number; digest: string };
    /** A file's rows were merged (or, in a dry run, judged). */
    'import.merged': {
      kind: string;
      dryRun: boolean;
      accepted: number;
      rejected: number;
      created: number;
      updated: number;
    };
    /** The places of rejected rows were read. */
    'import.errors-read': { format: string };
  }
}

defineAuditEvents({
  'import.accepted': { entityType: 'import', fields: { kind: true, dryRun: true, rows: true, digest: true } },
  'import.merged': {
    entityType: 'import',
    fields: { kind: true, dryRun: true, accepted: true, rejected: true, created: true, updated: true },
  },
  'import.errors-read': { entityType: 'import', fields: { format: true } },
});
