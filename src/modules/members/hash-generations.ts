import { Injectable, type OnModuleInit } from '@nestjs/common';
import { TransactionHost } from '@nestjs-cls/transactional';
import { TransactionalAdapterTypeOrm } from '@nestjs-cls/transactional-adapter-typeorm';
import { ConfigurationError } from '../../platform/config/index.js';
import { DatabaseGate } from '../../platform/database/index.js';
import { HashGeneration } from './hash-generation.entity.js';
import { MemberHasher } from './member-hasher.js';

/** Lock that writers of new members share and that a change of generation holds alone. */
const GENERATION_LOCK = 727_010;

/** Which key generation new hashes are made under. */
@Injectable()
export class HashGenerations implements OnModuleInit {
  constructor(
    private readonly transactions: TransactionHost<TransactionalAdapterTypeOrm>,
    private readonly hasher: MemberHasher,
    private readonly gate: DatabaseGate,
  ) {}

  /** Registers the first key once, and refuses to run over a database whose members were hashed with another key. */
  async onModuleInit(): Promise<void> {
    this.hasher.check();
    await this.gate.whenThere(() => this.register());
  }

  private async register(): Promise<void> {
    await this.transactions.tx.query(
      `INSERT INTO member_hash_generations (generation, key_check, current_since)
       SELECT 1, $1, now() WHERE NOT EXISTS (SELECT 1 FROM member_hash_generations) ON CONFLICT DO NOTHING`,
      [this.hasher.keyCheck(1)],
    );
    const known = await this.transactions.tx.getRepository(HashGeneration).find();
    for (const { generation, keyCheck } of known) {
      if (generation > this.hasher.generations || !this.hasher.keyCheck(generation).equals(keyCheck)) {
        throw new ConfigurationError(
          `MEMBER_HASH_KEY: key ${generation} of the list is not the one that the members of this database were hashed with`,
        );
      }
    }
  }

  /** Keeps the current generation from changing until the transaction under way ends. Call it before writing members. */
  async hold(): Promise<void> {
    await this.transactions.tx.query('SELECT pg_advisory_xact_lock_shared($1)', [GENERATION_LOCK]);
  }

  /** Makes the newest key current: from now on new members are hashed with it. Returns its generation. */
  makeNewestCurrent(): Promise<number> {
    const newest = this.hasher.generations;
    return this.transactions.withTransaction(async () => {
      await this.transactions.tx.query('SELECT pg_advisory_xact_lock($1)', [GENERATION_LOCK]);
      for (let generation = 1; generation <= newest; generation++) {
        await this.transactions.tx.query(
          `INSERT INTO member_hash_generations (generation, key_check, current_since)
           VALUES ($1, $2, now()) ON CONFLICT DO NOTHING`,
          [generation, this.hasher.keyCheck(generation)],
        );
      }
      return newest;
    });
  }
}
