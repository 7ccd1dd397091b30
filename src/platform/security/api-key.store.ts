import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { TransactionHost } from '@nestjs-cls/transactional';
import { TransactionalAdapterTypeOrm } from '@nestjs-cls/transactional-adapter-typeorm';
import { DataSource, IsNull, MoreThan, type Repository } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { ApiKey } from './api-key.entity.js';
import { newKey } from './key-format.js';
import type { Role } from './principal.js';

/** What a new key is for. */
export interface KeyOrder {
  readonly name: string;
  readonly role: Role;
  /** Contracts that the key is limited to; null for all. */
  readonly contracts: readonly string[] | null;
  readonly expiresAt: Date | null;
  readonly createdBy: string;
}

/** A key just made: the only time that its text is known. */
export interface IssuedKey {
  readonly key: ApiKey;
  readonly text: string;
}

/** A position in the list of keys, newest first. */
export interface KeyListQuery {
  readonly limit: number;
  /** Keys older than this one. */
  readonly before?: string;
  /** Only keys that are accepted at this time. */
  readonly activeAt?: Date;
  /** Only keys limited to contracts among these. */
  readonly contracts?: readonly string[];
}

/** The table of API keys. Writes join the transaction under way. */
@Injectable()
export class ApiKeyStore {
  constructor(
    private readonly transactions: TransactionHost<TransactionalAdapterTypeOrm>,
    @InjectDataSource() private readonly source: DataSource,
  ) {}

  private get keys(): Repository<ApiKey> {
    return this.transactions.tx.getRepository(ApiKey);
  }

  /** Runs work in one transaction during which no one else adds a key of that name. */
  holdingName<T>(name: string, work: () => Promise<T>): Promise<T> {
    return this.transactions.withTransaction(async () => {
      await this.transactions.tx.query(`SELECT pg_advisory_xact_lock(hashtextextended($1, 727003))`, [name]);
      return work();
    });
  }

  async insert(order: KeyOrder): Promise<IssuedKey> {
    const { text, prefix, digest } = newKey();
    const { name, role, contracts, expiresAt, createdBy } = order;
    const scope = contracts === null ? null : [...contracts];
    const row = { id: uuidv7(), name, prefix, secretHash: digest, role, contracts: scope, expiresAt, createdBy };
    const key = await this.keys.save(this.keys.create({ ...row, revokedAt: null, lastUsedAt: null }));
    return { key, text };
  }

  /** Keys of a name that are accepted at a time. */
  countActive(name: string, at: Date): Promise<number> {
    return this.keys.count({
      where: [
        { name, revokedAt: IsNull(), expiresAt: IsNull() },
        { name, revokedAt: IsNull(), expiresAt: MoreThan(at) },
      ],
    });
  }

  /** Newest first, one more than asked for when there are more. */
  list({ limit, before, activeAt, contracts }: KeyListQuery): Promise<ApiKey[]> {
    const query = this.keys
      .createQueryBuilder('key')
      .orderBy('key.id', 'DESC')
      .take(limit + 1);
    if (before !== undefined) query.andWhere('key.id < :before', { before });
    if (activeAt !== undefined) {
      query.andWhere('key.revoked_at IS NULL AND (key.expires_at IS NULL OR key.expires_at > :activeAt)', { activeAt });
    }
    if (contracts !== undefined) query.andWhere('key.contracts <@ :contracts', { contracts });
    return query.getMany();
  }

  byId(id: string): Promise<ApiKey | null> {
    return this.keys.findOneBy({ id });
  }

  /** Revokes a key that is not yet revoked; a revocation keeps its first time. */
  async revoke(id: string, at: Date): Promise<void> {
    await this.keys.update({ id, revokedAt: IsNull() }, { revokedAt: at });
  }

  async expire(id: string, at: Date): Promise<void> {
    await this.keys.update({ id }, { expiresAt: at });
  }

  /** The row behind a public prefix, outside any transaction. */
  byPrefix(prefix: string): Promise<ApiKey | null> {
    return this.source.getRepository(ApiKey).findOneBy({ prefix });
  }

  /** Writes times of use, in one statement; a later time already there stays. */
  async used(times: ReadonlyMap<string, Date>): Promise<void> {
    await this.source.query(
      `UPDATE api_keys AS k SET last_used_at = u.at
         FROM unnest($1::uuid[], $2::timestamptz[]) AS u(id, at)
        WHERE k.id = u.id AND (k.last_used_at IS NULL OR k.last_used_at < u.at)`,
      [[...times.keys()], [...times.values()]],
    );
  }
}
