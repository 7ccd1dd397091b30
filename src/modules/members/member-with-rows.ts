import type { EntityManager } from 'typeorm';
import { runPrepared, type Statement } from '../../platform/database/index.js';
import type { Member } from './member.entity.js';

/** As much of a member as answers about it need. */
export type FoundMember = Pick<Member, 'id' | 'memberHash' | 'contractId'>;

/** The member behind the hashes in `$1`, of two the one of the latest generation: to be joined to rows about it. */
export const FOUND_MEMBER = `(SELECT id, member_hash, contract_id FROM members WHERE member_hash = ANY($1::bytea[])
  ORDER BY hash_generation DESC LIMIT 1) AS found`;

/** Columns of `FOUND_MEMBER` that stand in front of those of the joined rows. */
export const FOUND_COLUMNS = `found.id AS "foundId", found.member_hash AS "foundHash", found.contract_id AS "foundContractId"`;

interface Found {
  readonly foundId: string;
  readonly foundHash: Buffer;
  readonly foundContractId: string;
  /** Null in the one row of a member without others. */
  readonly id: string | null;
}

/** A member with rows about it. */
export interface MemberWithRows<Row> {
  readonly member: FoundMember;
  readonly rows: Row[];
}

/**
 * Reads a member and rows about it in one statement; undefined when there is no such member.
 * @param about selects `FOUND_COLUMNS`, then the rows' own columns with an `id`, from `FOUND_MEMBER` left-joined to the
 * rows; its values are those from `$2` on.
 */
export async function memberWithRows<Row extends { readonly id: string }>(
  manager: EntityManager,
  hashes: readonly Buffer[],
  { name, text, values }: Statement,
): Promise<MemberWithRows<Row> | undefined> {
  const rows = await runPrepared<Row & Found>(manager, { name, text, values: [hashes, ...values] });
  const [first] = rows;
  if (!first) return undefined;
  const member = { id: first.foundId, memberHash: first.foundHash, contractId: first.foundContractId };
  return { member, rows: (first.id as string | null) === null ? [] : rows };
}
