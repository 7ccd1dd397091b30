import { type AuditDescription, defineAuditEvents } from '../audit/index.js';
import type { Member } from './member.entity.js';

/** What the trail keeps of a member. */
interface MemberPayload {
  contractId: string;
  active: boolean;
  firstActivityOn: string | null;
  lastActivityOn: string | null;
  version: number;
}

declare module '../audit/index.js' {
  interface AuditEvents {
    /** A member was added, or found to be there by get-or-create. */
    'member.created': MemberPayload & { created: boolean };
    'member.changed': MemberPayload;
    /** A member was erased with every row about them. */
    'member.erased': MemberPayload;
    /** Somebody read members. */
    'member.read': { rows: number };
    /** All member hashes were brought to the newest key. */
    'member.rekeyed': { generation: number; rekeyed: number };
  }
}

const PAYLOAD = { contractId: true, active: true, firstActivityOn: true, lastActivityOn: true, version: true } as const;

defineAuditEvents({
  'member.created': { entityType: 'member', fields: { ...PAYLOAD, created: true } },
  'member.changed': { entityType: 'member', fields: PAYLOAD },
  'member.erased': { entityType: 'member', fields: PAYLOAD },
  'member.read': { entityType: 'member', fields: { rows: true } },
  'member.rekeyed': { entityType: 'member', fields: { generation: true, rekeyed: true } },
});

const payload = ({ contractId, active, firstActivityOn, lastActivityOn, version }: Member): MemberPayload => ({
  ...{ contractId, active, firstActivityOn, lastActivityOn, version },
});

/** A member before and after an act. The trail names members by number: it outlasts keys and erasure. */
export function describeMember(
  before: Member | undefined,
  after: Member | undefined,
): AuditDescription<'member.changed'> & { readonly entityId?: string } {
  const member = after ?? before;
  return {
    ...{ entityId: member?.id, contractId: member?.contractId },
    ...(before ? { before: payload(before) } : {}),
    ...(after ? { after: payload(after) } : {}),
  };
}
