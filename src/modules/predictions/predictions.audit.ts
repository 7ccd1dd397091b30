import type { TierThresholds } from '../../core/prediction/index.js';
import { defineAuditEvents } from '../audit/index.js';

declare module '../audit/index.js' {
  interface AuditEvents {
    /** Somebody read predictions of a member. */
    'prediction.read': { rows: number };
    /** Old predictions of a contract were deleted. */
    'prediction.deleted': { before: string; rows: number };
    /** What tiers are given by was replaced. */
    'tier-thresholds.set': TierThresholds & { readonly version: number };
  }
}

defineAuditEvents({
  'prediction.read': { entityType: 'prediction', fields: { rows: true } },
  'prediction.deleted': { entityType: 'prediction', fields: { before: true, rows: true } },
  'tier-thresholds.set': { entityType: 'tier-thresholds', fields: { high: true, medium: true, version: true } },
});
