import { Injectable } from '@nestjs/common';
import { TransactionHost } from '@nestjs-cls/transactional';
import { TransactionalAdapterTypeOrm } from '@nestjs-cls/transactional-adapter-typeorm';
import { AuditTrail } from '../audit/index.js';
import { HashGenerations } from './hash-generations.js';
import { MemberHasher } from './member-hasher.js';
import { MembersRepository } from './members.repository.js';

/** Members whose hashes are brought up to date in one transaction. */
const BATCH = 5000;

/** Lock under which one process at a time rekeys. */
const REKEY_LOCK = 727_011;

/**
 * Brings every stored hash to the newest key of `MEMBER_HASH_KEY`, in small transactions, while the service runs: raw
 * ids and hashes of every generation are accepted throughout. It may be stopped and started again.
 */
@Injectable()
export class MemberRekey {
  constructor(
    private readonly transactions: TransactionHost<TransactionalAdapterTypeOrm>,
    private readonly generations: HashGenerations,
    private readonly hasher: MemberHasher,
    private readonly members: MembersRepository,
    private readonly audit: AuditTrail,
  ) {}

  /** @returns the generation that all members have now, and how many rows were changed. */
  async run(progress: (done: number) => void = () => undefined): Promise<{ generation: number; rekeyed: number }> {
    const generation = await this.generations.makeNewestCurrent();
    let rekeyed = 0;
    for (let batch = -1; batch !== 0; rekeyed += batch, progress(rekeyed)) batch = await this.batch(generation);
    await this.audit.act('member.rekeyed', { actor: 'cli' }, () => {
      this.audit.describe('member.rekeyed', { after: { generation, rekeyed } });
      return Promise.resolve();
    });
    return { generation, rekeyed };
  }

  private batch(generation: number): Promise<number> {
    return this.transactions.withTransaction(async () => {
      await this.transactions.tx.query('SELECT pg_advisory_xact_lock($1)', [REKEY_LOCK]);
      const rows = await this.members.olderThan(generation, BATCH);
      if (rows.length === 0) return 0;
      const hashes = rows.map(
        (row) => [row.id, this.hasher.advance(row.memberHash, row.hashGeneration, generation)] as const,
      );
      await this.members.rehash(new Map(hashes), generation);
      return rows.length;
    });
  }
}
