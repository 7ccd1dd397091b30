import { Injectable } from '@nestjs/common';
import { TransactionHost } from '@nestjs-cls/transactional';
import { TransactionalAdapterTypeOrm } from '@nestjs-cls/transactional-adapter-typeorm';
import { DataSource } from 'typeorm';
import { AuditCodes } from './chain/audit-codes.js';
import { type AuditRow, canonicalJson } from './chain/canonical.js';
import { AuditLogEntity } from './entities/audit-log.entity.js';
import { PartitionKeeper } from './partition-keeper.js';

const INSERT = `
  WITH act AS (
    INSERT INTO audit_log (occurred_at, id, actor, event, entity_type, entity_id, contract_id, outcome, request_id,
                           before, after, mac)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10::jsonb, $11::jsonb, $12))
  INSERT INTO audit_unsealed (occurred_at, audit_id, queued_at) VALUES ($1, $2, $13)`;

/** Which rows of the trail are asked for. */
export interface AuditFilter {
  readonly entityType?: string;
  readonly entityId?: string;
  readonly event?: string;
  readonly actor?: string;
  readonly contractId?: string;
  readonly outcome?: string;
  readonly from?: Date;
  readonly to?: Date;
  /** Contracts that the reader may see; null for all. */
  readonly contracts: ReadonlySet<string> | null;
}

const json = (value: object | null): string | null => (value === null ? null : canonicalJson(value));

/** The audit log's rows. A row and its place in the sealer's queue are one statement. */
@Injectable()
export class AuditLogRepository {
  constructor(
    private readonly transactions: TransactionHost<TransactionalAdapterTypeOrm>,
    private readonly dataSource: DataSource,
    private readonly codes: AuditCodes,
    private readonly partitions: PartitionKeeper,
  ) {}

  /** Adds a row in the transaction under way, if there is one. */
  async add(row: AuditRow): Promise<void> {
    await this.partitions.ensureFor('audit_log', [row.occurredAt]);
    await this.transactions.tx.query(INSERT, this.values(row));
  }

  /** Adds a row on a connection of its own, so that it stays when the transaction under way is rolled back. */
  async addApart(row: AuditRow): Promise<void> {
    await this.partitions.ensureFor('audit_log', [row.occurredAt]);
    await this.dataSource.query(INSERT, this.values(row));
  }

  private values(row: AuditRow): unknown[] {
    const { occurredAt, id, actor, event, entityType, entityId, contractId, outcome, requestId } = row;
    const facts = [occurredAt, id, actor, event, entityType, entityId, contractId, outcome, requestId];
    return [...facts, json(row.before), json(row.after), this.codes.row(row), new Date()];
  }

  /** Rows from the newest back, after `position` (time and id of the last row seen). */
  async find(
    filter: AuditFilter,
    position: readonly [string, string] | undefined,
    limit: number,
  ): Promise<AuditLogEntity[]> {
    const { contracts, from, to, ...equal } = filter;
    const query = this.transactions.tx.createQueryBuilder(AuditLogEntity, 'a');
    for (const [column, value] of Object.entries(equal)) {
      if (value !== undefined) query.andWhere(`a.${column} = :${column}`, { [column]: value });
    }
    if (from) query.andWhere('a.occurredAt >= :from', { from });
    if (to) query.andWhere('a.occurredAt < :to', { to });
    if (contracts) query.andWhere('a.contractId = ANY(:contracts)', { contracts: [...contracts] });
    if (position) {
      query.andWhere('(a.occurredAt, a.id) < (:time, :id)', { time: position[0], id: position[1] });
    }
    return query.orderBy('a.occurredAt', 'DESC').addOrderBy('a.id', 'DESC').take(limit).getMany();
  }
}
