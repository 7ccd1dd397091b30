import { type AuditDescription, defineAuditEvents } from '../audit/index.js';
import type { Gap } from './gap.entity.js';

/** What the trail keeps of a gap. */
interface GapPayload {
  measure: string;
  measurementYear: number;
  evidence: string;
  work: string;
  owner: string | null;
  dueOn: string | null;
  priority: number;
  tier: string | null;
  version: number;
}

declare module '../audit/index.js' {
  interface AuditEvents {
    /** A gap was added, or reported again. */
    'gap.reported': GapPayload;
    /** Evidence, work, owner or details of a gap changed. */
    'gap.changed': GapPayload;
    /** Somebody read gaps. */
    'gap.read': { rows: number };
  }
}

const PAYLOAD = {
  ...({ measure: true, measurementYear: true, evidence: true, work: true, owner: true, dueOn: true } as const),
  ...({ priority: true, tier: true, version: true } as const),
};

defineAuditEvents({
  'gap.reported': { entityType: 'gap', fields: PAYLOAD },
  'gap.changed': { entityType: 'gap', fields: PAYLOAD },
  'gap.read': { entityType: 'gap', fields: { rows: true } },
});

const payload = (gap: Gap): GapPayload => {
  const { measure, measurementYear, evidence, work, owner, dueOn, priority, tier, version } = gap;
  return { measure, measurementYear, evidence, work, owner, dueOn, priority, tier, version };
};

/** A gap before and after an act. */
export function describeGap(before: Gap | undefined, after: Gap): AuditDescription<'gap.changed'> {
  const known = before ? { before: payload(before) } : {};
  return { entityId: after.id, contractId: after.contractId, after: payload(after), ...known };
}
