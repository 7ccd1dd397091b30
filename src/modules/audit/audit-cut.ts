import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { dropPartition, holdsStill, lockPartitions, type Partition } from '../../platform/database/index.js';
import { ArchiveRegister, type Manifest } from './archive/index.js';
import { AuditTrail } from './audit-trail.js';
import { AuditCodes, ChainRepository, GENESIS, SEAL_LOCK } from './chain/index.js';

/** A month that may go: its partition and the archive that holds its rows; null when it has none. */
export interface ArchivedMonth {
  readonly partition: Partition;
  readonly archive: Manifest | null;
}

/** Cuts old months off the trail, with the links that only they needed. */
@Injectable()
export class AuditCut {
  constructor(
    private readonly chain: ChainRepository,
    private readonly codes: AuditCodes,
    private readonly register: ArchiveRegister,
    private readonly trail: AuditTrail,
  ) {}

  /**
   * Inside a transaction: drops the months and leaves a signed anchor, the archives' registration and an audit row.
   * @returns false when rows came meanwhile or wait to be sealed: the next run takes them.
   */
  async apply(manager: EntityManager, months: readonly ArchivedMonth[], cutoff: Date, now: Date): Promise<boolean> {
    await lockPartitions(manager);
    await manager.query('SELECT pg_advisory_xact_lock($1)', [SEAL_LOCK]);
    for (const { partition, archive } of months) {
      if (!(await holdsStill(manager, partition, archive?.rows ?? 0))) return false;
    }
    const [unsealed]: { any: boolean }[] = await manager.query(
      'SELECT EXISTS (SELECT 1 FROM audit_unsealed WHERE occurred_at < $1) AS any',
      [cutoff],
    );
    if (unsealed?.any === true) return false;
    const rows = months.reduce((sum, { archive }) => sum + (archive?.rows ?? 0), 0);
    await this.anchor(manager, cutoff, rows, now);
    for (const { partition, archive } of months) {
      await dropPartition(manager, partition);
      if (archive) await this.register.add(manager, archive);
    }
    await manager.query('DELETE FROM audit_seal WHERE seq <= (SELECT max(seq) FROM audit_anchor)');
    await this.trail.note(manager, 'audit.retention-applied', retentionFacts(months, cutoff));
    return true;
  }

  /** Notes where the chain goes on: at the last link before the first one that is still needed. */
  private async anchor(manager: EntityManager, droppedBefore: Date, rows: number, createdAt: Date): Promise<void> {
    const [before] = await this.chain.anchors(manager);
    const links: { seq: string; chain: Buffer }[] = await manager.query(
      `SELECT seq, chain FROM audit_seal
       WHERE seq < coalesce((SELECT min(seq) FROM audit_seal WHERE occurred_at >= $1), 9223372036854775807)
       ORDER BY seq DESC LIMIT 1`,
      [droppedBefore],
    );
    const last = links[0];
    const end = last ? { seq: BigInt(last.seq), chain: last.chain } : (before ?? GENESIS);
    const anchor = { seq: end.seq, chain: end.chain, droppedBefore, rowCount: BigInt(rows), createdAt };
    await manager.query(
      `INSERT INTO audit_anchor (dropped_before, seq, chain, row_count, created_at, mac) VALUES ($1, $2, $3, $4, $5, $6)`,
      [droppedBefore, anchor.seq.toString(), anchor.chain, rows, createdAt, this.codes.anchor(anchor)],
    );
  }
}

/** What the audit row of a cut says. */
export function retentionFacts(
  months: readonly ArchivedMonth[],
  cutoff: Date,
): { droppedBefore: string; partitions: string[]; rows: number; archives: string[] } {
  const archives = months.flatMap(({ archive }) => (archive ? [archive] : []));
  return {
    droppedBefore: cutoff.toISOString(),
    partitions: months.map(({ partition }) => partition.name),
    rows: archives.reduce((sum, { rows }) => sum + rows, 0),
    archives: archives.map(({ file, sha256 }) => `${file} ${sha256}`),
  };
}
