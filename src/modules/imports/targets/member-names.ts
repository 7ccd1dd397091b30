import { Injectable } from '@nestjs/common';
import { byteArray, type RowValues } from '../../../core/imports/index.js';
import { MemberHasher } from '../../members/index.js';

/** Columns by which a staged row names its member. */
export const MEMBER_COLUMNS = [
  ['hashes', 'bytea[]'],
  ['raw', 'boolean'],
] as const;

/**
 * SQL of `found`: for each right row the member that it names, of several hashes the one of the latest generation.
 * @param staged the staging table.
 */
export const foundMembers = (staged: string): string => `
  found AS (
    SELECT DISTINCT ON (s.line) s.line, m.id AS member_id, m.contract_id AS member_contract
    FROM ${staged} s CROSS JOIN LATERAL unnest(s.hashes) AS h(hash) JOIN members m ON m.member_hash = h.hash
    WHERE s.problems IS NULL
    ORDER BY s.line, m.hash_generation DESC)`;

/** Hashes member ids at the door: what reaches the database is never the id. */
@Injectable()
export class MemberNames {
  constructor(private readonly hasher: MemberHasher) {}

  /** Key generations that this process knows. */
  get generations(): number {
    return this.hasher.generations;
  }

  /** The cells of `MEMBER_COLUMNS`. */
  cells({ memberId, memberHash = '' }: RowValues): [string, string] {
    const hashes =
      memberId === undefined ? this.hasher.candidates(Buffer.from(memberHash, 'hex')) : this.hasher.ofRawId(memberId);
    return [byteArray(hashes.map((hash) => hash.toString('hex'))), String(memberId !== undefined)];
  }
}
