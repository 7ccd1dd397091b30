import type { MonitoringThresholds } from '../../core/models/index.js';
import { defineAuditEvents } from '../audit/index.js';

declare module '../audit/index.js' {
  interface AuditEvents {
    /** Predictions were made and stored. Features are neither stored nor listed. */
    'prediction.made': { stored: number; refused: number; measures: readonly string[]; models: readonly string[] };
    /** What states of models are judged by was replaced. */
    'monitoring-thresholds.set': MonitoringThresholds & { readonly version: number };
  }
}

defineAuditEvents({
  'prediction.made': {
    entityType: 'prediction',
    fields: { stored: true, refused: true, measures: true, models: true },
  },
  'monitoring-thresholds.set': {
    entityType: 'monitoring-thresholds',
    fields: {
      ...({ psi: true, missingRateChange: true, calibrationGap: true, aucLoss: true, brierRatio: true } as const),
      ...({ leastRows: true, leastOutcomes: true, version: true } as const),
    },
  },
});
