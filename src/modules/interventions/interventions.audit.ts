import { type AuditDescription, defineAuditEvents } from '../audit/index.js';
import type { WithGaps } from './interventions.repository.js';

/** What the trail keeps of an intervention. */
interface InterventionPayload {
  typeCode: string;
  state: string;
  outcome: string | null;
  holdout: boolean;
  cost: string;
  value: string | null;
  gaps: readonly string[];
  delivered: readonly string[];
  version: number;
}

declare module '../audit/index.js' {
  interface AuditEvents {
    'intervention.planned': InterventionPayload;
    /** An intervention was begun, completed or cancelled. */
    'intervention.changed': InterventionPayload;
    /** Somebody read interventions. */
    'intervention.read': { rows: number };
    /** A type of the catalogue was set. */
    'intervention-type.set': { code: string; cost: string; successRate: string; active: boolean; version: number };
  }
}

const PAYLOAD = {
  ...({ typeCode: true, state: true, outcome: true, holdout: true, cost: true, value: true } as const),
  ...({ gaps: true, delivered: true, version: true } as const),
};

defineAuditEvents({
  'intervention.planned': { entityType: 'intervention', fields: PAYLOAD },
  'intervention.changed': { entityType: 'intervention', fields: PAYLOAD },
  'intervention.read': { entityType: 'intervention', fields: { rows: true } },
  'intervention-type.set': {
    entityType: 'intervention-type',
    fields: { code: true, cost: true, successRate: true, active: true, version: true },
  },
});

/** An intervention after an act. */
export function describeIntervention({ intervention, gaps }: WithGaps): AuditDescription<'intervention.changed'> {
  const { id, contractId, typeCode, state, outcome, holdout, cost, value, version } = intervention;
  const delivered = gaps.filter((gap) => gap.delivered).map(({ gapId }) => gapId);
  const after = {
    typeCode,
    state,
    outcome,
    holdout,
    cost,
    value,
    gaps: gaps.map(({ gapId }) => gapId),
    delivered,
    version,
  };
  return { entityId: id, contractId, after };
}
