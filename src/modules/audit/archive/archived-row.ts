import type { Link } from '../chain/audit-codes.js';
import type { CodedRow } from '../chain/chain.repository.js';

/** A row of the trail as an archive holds it: with the link that sealed it. */
export interface ArchivedRow {
  readonly row: CodedRow;
  readonly link: Link & { readonly chain: Buffer };
}

/** A line as PostgreSQL wrote it: column names, times in ISO 8601, bytes as `\x…`. */
interface Line extends Omit<CodedRow, 'occurredAt' | 'mac' | 'entityType' | 'entityId' | 'contractId' | 'requestId'> {
  readonly occurred_at: string;
  readonly entity_type: string;
  readonly entity_id: string | null;
  readonly contract_id: string | null;
  readonly request_id: string | null;
  readonly mac: string;
  readonly seq: string;
  readonly digest: string;
  readonly chain: string;
  readonly sealed_at: string;
}

const bytes = (text: string): Buffer => Buffer.from(text.slice(2), 'hex');

/** @throws Error for a line that is no row of the trail. */
export function archivedRow(text: string): ArchivedRow {
  const line = JSON.parse(text) as Line;
  const { id, actor, event, outcome, before, after } = line;
  const occurredAt = new Date(line.occurred_at);
  const place = { entityType: line.entity_type, entityId: line.entity_id, contractId: line.contract_id };
  const what = { actor, event, outcome, before, after, requestId: line.request_id };
  return {
    row: { id, occurredAt, ...place, ...what, mac: bytes(line.mac) },
    link: {
      seq: BigInt(line.seq),
      auditId: id,
      occurredAt,
      digest: bytes(line.digest),
      sealedAt: new Date(line.sealed_at),
      chain: bytes(line.chain),
    },
  };
}
