import { Injectable } from '@nestjs/common';
import { byteArray, type RowValues } from '../../../core/imports/index.js';
import { MemberHasher } from '../../members/index.js';

/** Columns by which a staged row names its member. */
export const MEMBER_COLUMNS = [
  ['hashes', 'bytea[]'],
  ['raw', 'boolean'],
] as const;

/** Each right row with the member that it names (`member_id`, `member_contract`) and what tells members apart (`who`). */
function named(staged: string, generations: number): string {
  // With one generation of keys a member has one hash. With more, the member of the latest generation counts.
  if (generations === 1) {
    return `
  named AS NOT MATERIALIZED (
    SELECT s.*, m.id AS member_id, m.contract_id AS member_contract, s.hashes[1] AS who
      FROM ${staged} s LEFT JOIN members m ON m.member_hash = s.hashes[1] WHERE s.problems IS NULL)`;
  }
  return `
  found AS (
    SELECT DISTINCT ON (s.line) s.line, m.id AS member_id, m.contract_id AS member_contract
      FROM ${staged} s CROSS JOIN LATERAL unnest(s.hashes) AS h(hash) JOIN members m ON m.member_hash = h.hash
     WHERE s.problems IS NULL
     ORDER BY s.line, m.hash_generation DESC),
  named AS (
    SELECT s.*, f.member_id, f.member_contract, coalesce(int8send(f.member_id), s.hashes[1]) AS who
      FROM ${staged} s LEFT JOIN found f USING (line) WHERE s.problems IS NULL)`;
}

/**
 * SQL of `named`, and of `twice`: what several rows are about, and the first of them.
 * @param staged the staging table.
 * @param generations of hash keys that this process knows.
 * @param key what a row is about beside the member.
 */
export function namedRows(staged: string, generations: number, key: readonly string[]): string {
  const columns = ['who', ...key].join(', ');
  const twice = generations === 1 ? `(SELECT *, hashes[1] AS who FROM ${staged} WHERE problems IS NULL) AS s` : 'named';
  return `${named(staged, generations)},
  twice AS (SELECT ${columns}, min(line) AS first FROM ${twice} GROUP BY ${columns} HAVING count(*) > 1)`;
}

const cellOf = (hashes: readonly Buffer[]): string => byteArray(hashes.map((hash) => hash.toString('hex')));

/** Hashes member ids at the door: what reaches the database is never the id. */
@Injectable()
export class MemberNames {
  /** The row before: rows of a member usually stand together in a file. */
  private last: { readonly memberId: string; readonly cell: string } = { memberId: '', cell: '{}' };

  constructor(private readonly hasher: MemberHasher) {}

  /** Key generations that this process knows. */
  get generations(): number {
    return this.hasher.generations;
  }

  /** The cells of `MEMBER_COLUMNS`. */
  cells({ memberId, memberHash = '' }: RowValues): [string, string] {
    if (memberId === undefined) return [cellOf(this.hasher.candidates(Buffer.from(memberHash, 'hex'))), 'false'];
    if (memberId !== this.last.memberId) this.last = { memberId, cell: byteArray(this.hasher.hexOfRawId(memberId)) };
    return [this.last.cell, 'true'];
  }
}
