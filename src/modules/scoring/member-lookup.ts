import { Injectable } from '@nestjs/common';
import { TransactionHost } from '@nestjs-cls/transactional';
import { TransactionalAdapterTypeOrm } from '@nestjs-cls/transactional-adapter-typeorm';
import { RequestContext } from '../../platform/http/index.js';
import { maySeeContract } from '../../platform/security/index.js';
import { MemberHasher, type MemberName } from '../members/index.js';

/** A member as predictions need it. */
export interface FoundMember {
  readonly id: string;
  readonly contractId: string;
  readonly memberHash: string;
}

interface Row {
  readonly id: string;
  readonly contract_id: string;
  readonly hash: string;
}

/** Members of a whole batch in one query. */
@Injectable()
export class MemberLookup {
  constructor(
    private readonly transactions: TransactionHost<TransactionalAdapterTypeOrm>,
    private readonly hasher: MemberHasher,
    private readonly context: RequestContext,
  ) {}

  /** In the order of the names; undefined for a member that is not there for the caller. */
  async find(names: readonly MemberName[]): Promise<(FoundMember | undefined)[]> {
    const hashes = names.map(({ memberId, memberHash }) =>
      typeof memberId === 'string'
        ? this.hasher.ofRawId(memberId)
        : this.hasher.candidates(Buffer.from(memberHash ?? '', 'hex')),
    );
    const rows: Row[] = await this.transactions.tx.query(
      `SELECT id, contract_id, encode(member_hash, 'hex') AS hash FROM members
        WHERE member_hash = ANY($1::bytea[]) ORDER BY hash_generation`,
      [hashes.flat()],
    );
    const byHash = new Map(rows.map((row) => [row.hash, row]));
    return hashes.map((candidates) => {
      const row = candidates.map((hash) => byHash.get(hash.toString('hex'))).findLast((found) => found !== undefined);
      if (!row || !maySeeContract(this.context.principal, row.contract_id)) return undefined;
      return { id: row.id, contractId: row.contract_id, memberHash: row.hash };
    });
  }
}
