import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager, type SelectQueryBuilder } from 'typeorm';
import type { ApiLogEntry } from '../../../platform/http/index.js';
import { ApiLogEntity } from '../entities/api-log.entity.js';
import { PartitionKeeper } from '../partition-keeper.js';

export type ApiLogRow = ApiLogEntry & { readonly id: string };

/** A stretch of time and the contracts whose rows may be seen; null for all. */
export interface ApiLogWindow {
  readonly from: Date;
  readonly to: Date;
  readonly contracts: ReadonlySet<string> | null;
}

/** Figures of one route. */
export interface RouteFigures {
  method: string;
  route: string;
  requests: number;
  clientErrors: number;
  serverErrors: number;
  aborted: number;
  p50: number;
  p95: number;
  p99: number;
  max: number;
}

const INSERT = `
  INSERT INTO api_logs (occurred_at, id, method, route, status, aborted, duration_ms, actor, request_id, contract_id)
  SELECT * FROM unnest($1::timestamptz[], $2::uuid[], $3::text[], $4::text[], $5::smallint[], $6::boolean[],
                       $7::real[], $8::text[], $9::text[], $10::text[])
  ON CONFLICT DO NOTHING`;

/** PostgreSQL's code for a row that no partition takes (and for other checks, which trying again does not mend). */
const NO_PARTITION = '23514';

const columnsOf = (rows: readonly ApiLogRow[]): unknown[] => [
  rows.map((row) => row.occurredAt.toISOString()),
  rows.map((row) => row.id),
  rows.map((row) => row.method),
  rows.map((row) => row.route),
  rows.map((row) => row.status),
  rows.map((row) => row.aborted),
  rows.map((row) => row.durationMs),
  rows.map((row) => row.actor),
  rows.map((row) => row.requestId),
  rows.map((row) => row.contractId),
];

const WINDOW = `occurred_at >= $1 AND occurred_at < $2 AND ($3::text[] IS NULL OR contract_id = ANY($3))`;

/** The rows of requests. One statement for each question. */
@Injectable()
export class ApiLogRepository {
  constructor(
    private readonly dataSource: DataSource,
    private readonly partitions: PartitionKeeper,
  ) {}

  /** Adds rows in one statement. A row that is there already is left alone, so that a doubtful insert can be repeated. */
  async add(rows: readonly ApiLogRow[]): Promise<void> {
    await this.partitions.ensureFor('api_logs', rows);
    const columns = columnsOf(rows);
    try {
      await this.dataSource.query(INSERT, columns);
    } catch (error) {
      if ((error as { code?: unknown }).code !== NO_PARTITION) throw error;
      this.partitions.forget(); // another instance has dropped the month of a late row: it is made again
      await this.partitions.ensureFor('api_logs', rows);
      await this.dataSource.query(INSERT, columns);
    }
  }

  /** Adds rows in the transaction of a manager. */
  async addWithin(manager: EntityManager, rows: readonly ApiLogRow[]): Promise<void> {
    await this.partitions.ensureFor('api_logs', rows);
    await manager.query(INSERT, columnsOf(rows));
  }

  /** Counts and percentiles of the duration in milliseconds, by route, the busiest first. */
  async stats({ from, to, contracts }: ApiLogWindow, limit: number): Promise<RouteFigures[]> {
    return this.dataSource.query(
      `SELECT method, route, requests, "clientErrors", "serverErrors", aborted,
              p[1] AS p50, p[2] AS p95, p[3] AS p99, max
       FROM (SELECT method, route, count(*)::int AS requests,
                    (count(*) FILTER (WHERE status BETWEEN 400 AND 499))::int AS "clientErrors",
                    (count(*) FILTER (WHERE status >= 500))::int AS "serverErrors",
                    (count(*) FILTER (WHERE aborted))::int AS aborted,
                    percentile_cont(ARRAY[0.5, 0.95, 0.99]) WITHIN GROUP (ORDER BY duration_ms) AS p,
                    max(duration_ms) AS max
             FROM api_logs WHERE ${WINDOW} GROUP BY method, route) AS by_route
       ORDER BY requests DESC, route, method LIMIT $4`,
      [from, to, contracts && [...contracts], limit],
    );
  }

  /** The requests that took longest. */
  async slowest(window: ApiLogWindow, limit: number): Promise<ApiLogEntity[]> {
    return this.within(window).orderBy('l.durationMs', 'DESC').addOrderBy('l.id', 'DESC').take(limit).getMany();
  }

  /** Requests answered with an error or given up by the client, from the newest back, after `position`. */
  async errors(
    window: ApiLogWindow,
    fromStatus: number,
    position: readonly [string, string] | undefined,
    limit: number,
  ): Promise<ApiLogEntity[]> {
    const query = this.within(window)
      .andWhere('(l.status >= 400 OR l.aborted)')
      .andWhere('(l.status >= :fromStatus OR l.aborted)', { fromStatus });
    if (position) query.andWhere('(l.occurredAt, l.id) < (:time, :id)', { time: position[0], id: position[1] });
    return query.orderBy('l.occurredAt', 'DESC').addOrderBy('l.id', 'DESC').take(limit).getMany();
  }

  private within({ from, to, contracts }: ApiLogWindow): SelectQueryBuilder<ApiLogEntity> {
    const query = this.dataSource
      .createQueryBuilder(ApiLogEntity, 'l')
      .where('l.occurredAt >= :from AND l.occurredAt < :to', { from, to });
    if (contracts) query.andWhere('l.contractId = ANY(:contracts)', { contracts: [...contracts] });
    return query;
  }
}
