import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { LogArchiveEntity } from '../entities/log-archive.entity.js';
import type { Manifest } from './manifest.js';

/** The archives whose months were dropped. */
@Injectable()
export class ArchiveRegister {
  constructor(private readonly dataSource: DataSource) {}

  /** Notes an archive in the transaction that drops what it holds. */
  async add(manager: EntityManager, manifest: Manifest): Promise<void> {
    const { file, source, month, rows, bytes, sha256, firstSeq, lastSeq, archivedAt } = manifest;
    await manager.query(
      `INSERT INTO log_archives
         (file, source, month, row_count, bytes, sha256, first_seq, last_seq, archived_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [file, source, month, rows, bytes, Buffer.from(sha256, 'hex'), firstSeq, lastSeq, archivedAt],
    );
  }

  /** All of them, oldest month first. */
  all(): Promise<LogArchiveEntity[]> {
    return this.dataSource
      .createQueryBuilder(LogArchiveEntity, 'a')
      .orderBy('a.source')
      .addOrderBy('a.month')
      .addOrderBy('a.archivedAt')
      .getMany();
  }

  /** Those links of the given numbers that the chain in the database still has: number to hash. */
  async chainAt(seqs: readonly string[]): Promise<Map<string, Buffer>> {
    const rows: { seq: string; chain: Buffer }[] = await this.dataSource.query(
      'SELECT seq, chain FROM audit_seal WHERE seq = ANY($1::bigint[])',
      [seqs],
    );
    return new Map(rows.map(({ seq, chain }) => [seq, chain]));
  }
}
