import { Injectable } from '@nestjs/common';
import { TransactionHost } from '@nestjs-cls/transactional';
import { TransactionalAdapterTypeOrm } from '@nestjs-cls/transactional-adapter-typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { JoinedWork, runPrepared, type Statement } from '../../platform/database/index.js';
import { AuditCodes } from './chain/audit-codes.js';
import { type AuditRow, canonicalJson } from './chain/canonical.js';
import { AuditLogEntity } from './entities/audit-log.entity.js';
import { PartitionKeeper } from './partition-keeper.js';

const COLUMNS =
  'occurred_at, id, actor, event, entity_type, entity_id, contract_id, outcome, request_id, before, after, mac';

const TYPES = ['timestamptz', 'uuid', ...Array<string>(7).fill('text'), 'jsonb', 'jsonb', 'bytea'];
const listsFrom = (first: number): string => TYPES.map((type, i) => `$${first + i}::${type}[]`).join(', ');

/** Rows given as lists, the first of which is parameter `first`; each with its place in the sealer's queue. */
const insertFrom = (first: number): string => {
  return `act AS (INSERT INTO audit_log (${COLUMNS}) SELECT * FROM unnest(${listsFrom(first)}))
    INSERT INTO audit_unsealed (occurred_at, audit_id, queued_at)
    SELECT occurred_at, id, $${first + TYPES.length} FROM unnest($${first}::timestamptz[], $${first + 1}::uuid[]) AS r(occurred_at, id)`;
};

const INSERT = `WITH ${insertFrom(1)}`;

/** A row that is there already is not queued again: it is sealed, or waits for it. */
const INSERT_MISSING = `WITH act AS (INSERT INTO audit_log (${COLUMNS}) SELECT * FROM unnest(${listsFrom(1)})
    ON CONFLICT DO NOTHING RETURNING occurred_at, id)
  INSERT INTO audit_unsealed (occurred_at, audit_id, queued_at) SELECT occurred_at, id, $13 FROM act`;

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
  /** Rows of reads and refusals have no transaction: those that come at the same time share a statement and a commit. */
  private readonly joined = new JoinedWork<AuditRow, void>((rows) => this.addTogether(rows));

  constructor(
    private readonly transactions: TransactionHost<TransactionalAdapterTypeOrm>,
    private readonly dataSource: DataSource,
    private readonly codes: AuditCodes,
    private readonly partitions: PartitionKeeper,
  ) {}

  /** Adds a row in the transaction under way, if there is one. */
  async add(row: AuditRow): Promise<void> {
    if (!this.transactions.isTransactionActive()) return this.addApart(row);
    await this.partitions.ensureFor('audit_log', [row]);
    await runPrepared(this.transactions.tx, this.insert([row]));
  }

  /** Adds a row on a connection of its own, so that it stays when the transaction under way is rolled back. */
  async addApart(row: AuditRow): Promise<void> {
    await this.joined.add(row);
  }

  /** Makes a change and adds its rows in one statement, in the transaction under way or in one of its own. */
  async addWith({ name, text, values }: Statement, rows: readonly AuditRow[]): Promise<void> {
    await this.partitions.ensureFor('audit_log', rows);
    const both = `WITH change AS (${text}), ${insertFrom(values.length + 1)}`;
    const given = [...values, ...this.lists(rows)];
    await runPrepared(this.transactions.tx, { name: `audited_${name}`, text: both, values: given });
  }

  /** Adds a row in a transaction of another connection; the partition of its month is there already. */
  async addWithin(manager: EntityManager, row: AuditRow): Promise<void> {
    await runPrepared(manager, this.insert([row]));
  }

  /** Adds rows in the transaction under way, leaving out those that are there already. */
  async addMissing(rows: readonly AuditRow[]): Promise<void> {
    await this.partitions.ensureFor('audit_log', rows);
    const values = this.lists(rows);
    await runPrepared(this.transactions.tx, { name: 'audit_log_insert_missing', text: INSERT_MISSING, values });
  }

  private async addTogether(rows: readonly AuditRow[]): Promise<void[]> {
    await this.partitions.ensureFor('audit_log', rows);
    await runPrepared(this.dataSource.manager, this.insert(rows));
    return rows.map(() => undefined);
  }

  private insert(rows: readonly AuditRow[]): Statement {
    return { name: 'audit_log_insert', text: INSERT, values: this.lists(rows) };
  }

  private lists(rows: readonly AuditRow[]): unknown[] {
    const column = <K extends keyof AuditRow>(name: K): AuditRow[K][] => rows.map((row) => row[name]);
    return [
      ...[column('occurredAt'), column('id'), column('actor'), column('event'), column('entityType')],
      ...[column('entityId'), column('contractId'), column('outcome'), column('requestId')],
      ...[column('before').map(json), column('after').map(json), rows.map((row) => this.codes.row(row)), new Date()],
    ];
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
