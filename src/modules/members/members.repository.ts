import { Injectable } from '@nestjs/common';
import { Propagation, TransactionHost } from '@nestjs-cls/transactional';
import { TransactionalAdapterTypeOrm } from '@nestjs-cls/transactional-adapter-typeorm';
import { MoreThan, type Repository } from 'typeorm';
import { runPrepared, type Statement } from '../../platform/database/index.js';
import { Problem } from '../../platform/http/index.js';
import { HashGenerations } from './hash-generations.js';
import { Member } from './member.entity.js';
import { memberWithRows, type MemberWithRows } from './member-with-rows.js';

/** What is known of a new member, apart from the id. */
export interface MemberFacts {
  readonly contractId: string;
  readonly active: boolean;
  readonly firstActivityOn: string | null;
  readonly lastActivityOn: string | null;
}

export type MemberChange = Partial<MemberFacts>;

const BY_HASHES = `
  SELECT id, member_hash AS "memberHash", hash_generation AS "hashGeneration", contract_id AS "contractId", active,
         first_activity_on::text AS "firstActivityOn", last_activity_on::text AS "lastActivityOn", version,
         created_at AS "createdAt", updated_at AS "updatedAt"
    FROM members WHERE member_hash = ANY($1::bytea[]) ORDER BY hash_generation DESC LIMIT 1`;

/** The table of members. Every method joins the transaction under way. */
@Injectable()
export class MembersRepository {
  constructor(
    private readonly transactions: TransactionHost<TransactionalAdapterTypeOrm>,
    private readonly generations: HashGenerations,
  ) {}

  private get members(): Repository<Member> {
    return this.transactions.tx.getRepository(Member);
  }

  /** The member behind any of the hashes; of two, the one of the latest generation. */
  async byHashes(hashes: readonly Buffer[]): Promise<Member | undefined> {
    const statement = { name: 'member_by_hashes', text: BY_HASHES, values: [hashes] };
    const [member] = await runPrepared<Member>(this.transactions.tx, statement);
    return member;
  }

  /** The member behind any of the hashes with rows about it, in one statement (`FOUND_MEMBER`). */
  withRows<Row extends { readonly id: string }>(
    hashes: readonly Buffer[],
    about: Statement,
  ): Promise<MemberWithRows<Row> | undefined> {
    return memberWithRows(this.transactions.tx, hashes, about);
  }

  byId(id: string): Promise<Member | null> {
    return this.members.findOneBy({ id });
  }

  /**
   * Adds a member unless any of the hashes is there already; undefined when it is. Simultaneous first uses of one
   * member wait for each other and give one row.
   * @param hashes of the raw id by generation, oldest first.
   */
  insert(hashes: readonly Buffer[], facts: MemberFacts): Promise<Member | undefined> {
    return this.transactions.withTransaction(Propagation.Required, async () => {
      await this.generations.hold();
      const [{ generation } = { generation: 0 }]: { generation: number }[] = await this.transactions.tx.query(
        'SELECT max(generation)::int AS generation FROM member_hash_generations',
      );
      const hash = hashes[generation - 1];
      if (hash === undefined) {
        throw new Problem('unavailable', 'Member ids are hashed with a newer key than this instance has. Restart it.');
      }
      const { contractId, active, firstActivityOn, lastActivityOn } = facts;
      const rows: { id: string }[] = await this.transactions.tx.query(
        `INSERT INTO members (member_hash, hash_generation, contract_id, active, first_activity_on, last_activity_on,
                              version, created_at, updated_at)
         SELECT $1, $2, $3, $4, $5, $6, 1, t.now, t.now FROM (SELECT date_trunc('milliseconds', now()) AS now) t
          WHERE NOT EXISTS (SELECT 1 FROM members WHERE member_hash = ANY($7::bytea[]))
         ON CONFLICT (member_hash) DO NOTHING RETURNING id`,
        [hash, generation, contractId, active, firstActivityOn, lastActivityOn, hashes],
      );
      const id = rows[0]?.id;
      return id === undefined ? undefined : ((await this.byId(id)) ?? undefined);
    });
  }

  /** Changes a row of the given version; undefined when it has moved on. */
  async update(id: string, version: number, change: MemberChange): Promise<Member | undefined> {
    const { affected } = await this.members.update(
      { id, version },
      { ...change, version: version + 1, updatedAt: new Date() },
    );
    return affected === 1 ? ((await this.byId(id)) ?? undefined) : undefined;
  }

  /** Members of a contract in the order of their numbers, one more than asked for when there are more. */
  list(contractId: string, options: { active?: boolean; afterId?: string; limit: number }): Promise<Member[]> {
    const { active, afterId, limit } = options;
    return this.members.find({
      where: { contractId, ...(active === undefined ? {} : { active }), ...(afterId ? { id: MoreThan(afterId) } : {}) },
      order: { id: 'ASC' },
      take: limit + 1,
    });
  }

  /** Removes a member and, by the foreign keys, every row about them. */
  async erase(id: string): Promise<void> {
    await this.members.delete({ id });
  }

  /** Members that still carry a hash of an older generation. */
  async olderThan(generation: number, limit: number): Promise<Pick<Member, 'id' | 'memberHash' | 'hashGeneration'>[]> {
    return this.transactions.tx.query(
      `SELECT id, member_hash AS "memberHash", hash_generation AS "hashGeneration"
         FROM members WHERE hash_generation < $1 ORDER BY id LIMIT $2 FOR UPDATE`,
      [generation, limit],
    );
  }

  /** Gives members their hashes of a generation, in one statement. */
  async rehash(hashes: ReadonlyMap<string, Buffer>, generation: number): Promise<void> {
    await this.transactions.tx.query(
      `UPDATE members AS m SET member_hash = u.hash, hash_generation = $3
         FROM unnest($1::bigint[], $2::bytea[]) AS u(id, hash) WHERE m.id = u.id`,
      [[...hashes.keys()], [...hashes.values()], generation],
    );
  }
}
