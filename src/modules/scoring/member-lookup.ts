import { Injectable } from '@nestjs/common';
import { TransactionHost } from '@nestjs-cls/transactional';
import { TransactionalAdapterTypeOrm } from '@nestjs-cls/transactional-adapter-typeorm';
import { JoinedWork, runPrepared } from '../../platform/database/index.js';
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

const FIND = `SELECT id, contract_id, encode(member_hash, 'hex') AS hash FROM members
  WHERE member_hash = ANY($1::bytea[]) ORDER BY hash_generation`;

/** Members of a whole batch in one query; requests at the same time share one. */
@Injectable()
export class MemberLookup {
  private readonly joined = new JoinedWork<readonly Buffer[], readonly Row[]>((all) => this.rows(all), 100);

  constructor(
    private readonly transactions: TransactionHost<TransactionalAdapterTypeOrm>,
    private readonly hasher: MemberHasher,
    private readonly context: RequestContext,
  ) {}

  /** In the order of the names; undefined for a member that is not there for the caller. */
  async find(names: readonly MemberName[]): Promise<(FoundMember | undefined)[]> {
    if (names.length === 0) return [];
    const { principal } = this.context;
    const hashes = names.map(({ memberId, memberHash }) =>
      typeof memberId === 'string'
        ? this.hasher.ofRawId(memberId)
        : this.hasher.candidates(Buffer.from(memberHash ?? '', 'hex')),
    );
    const wanted = hashes.flat();
    const [rows] = this.transactions.isTransactionActive()
      ? await this.rows([wanted])
      : [await this.joined.add(wanted)];
    const byHash = new Map(rows.map((row) => [row.hash, row]));
    return hashes.map((candidates) => {
      const row = candidates.map((hash) => byHash.get(hash.toString('hex'))).findLast((found) => found !== undefined);
      if (!row || !maySeeContract(principal, row.contract_id)) return undefined;
      return { id: row.id, contractId: row.contract_id, memberHash: row.hash };
    });
  }

  private async rows(all: readonly (readonly Buffer[])[]): Promise<(readonly Row[])[]> {
    const found = await runPrepared<Row>(this.transactions.tx, {
      ...{ name: 'scoring_members', text: FIND },
      values: [all.flat()],
    });
    return all.map(() => found);
  }
}
