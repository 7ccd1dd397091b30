import { Injectable } from '@nestjs/common';
import { TransactionHost } from '@nestjs-cls/transactional';
import { TransactionalAdapterTypeOrm } from '@nestjs-cls/transactional-adapter-typeorm';
import { JoinedWork, runPrepared } from '../../platform/database/index.js';
import { RequestContext } from '../../platform/http/index.js';
import { spoolingDraft } from '../../platform/spool/index.js';
import { maySeeContract } from '../../platform/security/index.js';
import { KnownMembers, MemberHasher, type MemberName } from '../members/index.js';

/** A member as predictions need it. */
export interface FoundMember {
  /** Number of the member's row; null for one that is named while the database is away and not known here. */
  readonly id: string | null;
  readonly contractId: string;
  readonly memberHash: string;
}

/** The database is away, and nothing is known here of the member. */
export const NOT_KNOWN_HERE = 'not-known-here';

/** What became of looking for a member; undefined for one that is not there for the caller. */
export type Lookup = FoundMember | typeof NOT_KNOWN_HERE | undefined;

/** A member as a request names it, with the contract where it says so. */
export type NamedMember = MemberName & { readonly contractId?: string };

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
    private readonly known: KnownMembers,
  ) {}

  /** In the order of the names; undefined for a member that is not there for the caller. */
  async find(names: readonly NamedMember[]): Promise<Lookup[]> {
    if (names.length === 0) return [];
    const { principal } = this.context;
    const hashes = names.map(({ memberId, memberHash }) =>
      typeof memberId === 'string'
        ? this.hasher.ofRawId(memberId)
        : this.hasher.candidates(Buffer.from(memberHash ?? '', 'hex')),
    );
    if (spoolingDraft()) return names.map((name, i) => this.withoutDatabase(name, hashes[i] ?? []));
    const wanted = hashes.flat();
    const [rows] = this.transactions.isTransactionActive()
      ? await this.rows([wanted])
      : [await this.joined.add(wanted)];
    const byHash = new Map(rows.map((row) => [row.hash, row]));
    return hashes.map((candidates) => {
      const row = candidates.map((hash) => byHash.get(hash.toString('hex'))).findLast((found) => found !== undefined);
      if (!row || !maySeeContract(principal, row.contract_id)) return undefined;
      this.known.learn(row.hash, { id: row.id, contractId: row.contract_id });
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

  /**
   * A member that this instance has seen is taken from memory. One that it has not is taken at the caller's word, if the
   * raw id is there to add it by and the caller may see the contract. Of any other nothing can be said now.
   */
  private withoutDatabase({ memberId, contractId }: NamedMember, hashes: readonly Buffer[]): Lookup {
    const { principal } = this.context;
    for (const memberHash of [...hashes].reverse().map((hash) => hash.toString('hex'))) {
      const member = this.known.find(memberHash);
      if (member) return maySeeContract(principal, member.contractId) ? { ...member, memberHash } : undefined;
    }
    if (memberId === undefined || contractId === undefined) return NOT_KNOWN_HERE;
    if (!maySeeContract(principal, contractId)) return undefined;
    return { id: null, contractId, memberHash: hashes[0]?.toString('hex') ?? '' };
  }
}
