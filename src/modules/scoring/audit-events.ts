import { defineAuditEvents } from '../audit/index.js';

declare module '../audit/index.js' {
  interface AuditEvents {
    /** Predictions were made and stored. Features are neither stored nor listed. */
    'prediction.made': { stored: number; refused: number; measures: readonly string[]; models: readonly string[] };
  }
}

defineAuditEvents({
  'prediction.made': {
    entityType: 'prediction',
    fields: { stored: true, refused: true, measures: true, models: true },
  },
});
