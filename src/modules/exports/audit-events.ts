import { defineAuditEvents } from '../audit/index.js';

declare module '../audit/index.js' {
  interface AuditEvents {
    /** Rows began to leave. */
    'export.started': { kind: string; format: string };
  }
}

defineAuditEvents({ 'export.started': { entityType: 'export', fields: { kind: true, format: true } } });
