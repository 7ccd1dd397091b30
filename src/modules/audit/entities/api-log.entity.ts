import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** One answered (or abandoned) request. */
@Entity('api_logs')
@Check('api_logs_method', `method ~ '^[A-Z-]{1,20}$'`)
@Check('api_logs_route', 'length(route) BETWEEN 1 AND 200')
@Check('api_logs_status', 'status BETWEEN 100 AND 599')
@Check('api_logs_duration', 'duration_ms >= 0')
@Check('api_logs_actor', 'length(actor) BETWEEN 1 AND 100')
@Check('api_logs_request_id', 'length(request_id) BETWEEN 1 AND 64')
@Check('api_logs_contract_id', `contract_id ~ '^[A-Z][0-9]{4}$'`)
@Check('api_logs_answered', 'status IS NOT NULL OR aborted')
@Index('api_logs_errors', ['occurredAt', 'id'], { where: 'status >= 400 OR aborted' })
export class ApiLogEntity {
  @PrimaryColumn('timestamptz', { precision: 3, primaryKeyConstraintName: 'api_logs_pk' })
  occurredAt: Date;

  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'api_logs_pk' })
  id: string;

  @Column('text')
  method: string;

  /** Template of the route, or `(unmatched)`. */
  @Column('text')
  route: string;

  /** Status that the client saw; null when it hung up first. */
  @Column('smallint', { nullable: true })
  status: number | null;

  @Column('boolean')
  aborted: boolean;

  @Column('real')
  durationMs: number;

  @Column('text', { nullable: true })
  actor: string | null;

  @Column('text')
  requestId: string;

  @Column('text', { nullable: true })
  contractId: string | null;
}
