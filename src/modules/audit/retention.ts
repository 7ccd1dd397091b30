import { Injectable } from '@nestjs/common';
import type { DataSource, EntityManager } from 'typeorm';
import { Environment } from '../../platform/config/index.js';
import {
  asOwner,
  DatabaseLocation,
  dropPartition,
  lockPartitions,
  monthStart,
  type Partition,
  partitionsBefore,
} from '../../platform/database/index.js';
import { Log } from '../../platform/telemetry/index.js';
import { AuditTrail } from './audit-trail.js';
import { AuditCodes, AuditVerifier, ChainRepository, GENESIS, SEAL_LOCK } from './chain/index.js';
import { PartitionKeeper } from './partition-keeper.js';

/** What one run of retention dropped. */
export interface Dropped {
  readonly apiLogs: readonly string[];
  readonly auditLog: readonly string[];
}

interface Cut {
  readonly partitions: readonly string[];
  readonly rows: number;
}

const NOTHING: Cut = { partitions: [], rows: 0 };

/** Ends the keeping of old rows, whole months at a time, as the role that owns the tables. */
@Injectable()
export class LogRetention {
  constructor(
    private readonly environment: Environment,
    private readonly location: DatabaseLocation,
    private readonly chain: ChainRepository,
    private readonly codes: AuditCodes,
    private readonly verifier: AuditVerifier,
    private readonly trail: AuditTrail,
    private readonly partitions: PartitionKeeper,
    private readonly log: Log,
  ) {}

  /** Drops the partitions whose months have passed their time. May be run at any time, by any number of instances. */
  async run(now: Date): Promise<Dropped> {
    const apiLogsBefore = monthStart(now, -this.environment.API_LOG_RETENTION_MONTHS);
    const auditBefore = monthStart(now, -12 * this.environment.AUDIT_RETENTION_YEARS);
    const apiLogs = await asOwner(this.environment, this.location, (owner) => this.dropApiLogs(owner, apiLogsBefore));
    const { partitions, rows } = await this.cutAudit(auditBefore, now);
    this.partitions.forget();
    if (partitions.length > 0) {
      const after = { droppedBefore: auditBefore.toISOString(), partitions, rows };
      await this.trail.act('audit.retention-applied', { actor: 'system' }, () => {
        this.trail.describe('audit.retention-applied', { after });
        return Promise.resolve();
      });
    }
    return { apiLogs, auditLog: partitions };
  }

  private dropApiLogs(owner: DataSource, cutoff: Date): Promise<string[]> {
    return owner.transaction(async (manager) => {
      await lockPartitions(manager);
      const old = await partitionsBefore(manager, 'api_logs', cutoff);
      for (const partition of old) await dropPartition(manager, partition);
      return old.map(({ name }) => name);
    });
  }

  /** A trail that does not verify is evidence: nothing of it is dropped. */
  private async cutAudit(cutoff: Date, now: Date): Promise<Cut> {
    return asOwner(this.environment, this.location, async (owner) => {
      const old = await owner.transaction((manager) => partitionsBefore(manager, 'audit_log', cutoff));
      if (old.length === 0) return NOTHING;
      const { ok } = await this.verifier.verify(now);
      if (!ok) {
        this.log.failure('retention keeps the audit log: it does not verify', new Error('audit chain'), {
          table: 'audit_log',
        });
        return NOTHING;
      }
      return owner.transaction((manager) => this.cut(manager, cutoff, now));
    });
  }

  private async cut(manager: EntityManager, cutoff: Date, now: Date): Promise<Cut> {
    await lockPartitions(manager);
    await manager.query('SELECT pg_advisory_xact_lock($1)', [SEAL_LOCK]);
    const old = await partitionsBefore(manager, 'audit_log', cutoff);
    const [unsealed]: { any: boolean }[] = await manager.query(
      'SELECT EXISTS (SELECT 1 FROM audit_unsealed WHERE occurred_at < $1) AS any',
      [cutoff],
    );
    if (old.length === 0 || unsealed?.any === true) return NOTHING; // not sealed yet: the next run takes them
    const rows = await this.countRows(manager, old);
    await this.anchor(manager, cutoff, rows, now);
    for (const partition of old) await dropPartition(manager, partition);
    await manager.query('DELETE FROM audit_seal WHERE seq <= (SELECT max(seq) FROM audit_anchor)');
    return { partitions: old.map(({ name }) => name), rows };
  }

  private async countRows(manager: EntityManager, partitions: readonly Partition[]): Promise<number> {
    let total = 0;
    for (const { name } of partitions) {
      const [row]: { count: string }[] = await manager.query(`SELECT count(*) AS count FROM ${name}`);
      total += Number(row?.count ?? 0);
    }
    return total;
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
