import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { AuditOutcome, AuditValue } from '../audit-events.js';

/** One act, or the attempt of one: who, what, when, with which outcome, and what changed. Never updated. */
@Entity('audit_log')
@Check('audit_log_actor', 'length(actor) BETWEEN 1 AND 100')
@Check('audit_log_event', `event ~ '^[a-z][a-z0-9.-]{1,79}$'`)
@Check('audit_log_entity_type', `entity_type ~ '^[a-z][a-z0-9-]{0,39}$'`)
@Check('audit_log_entity_id', 'length(entity_id) BETWEEN 1 AND 100')
@Check('audit_log_contract_id', `contract_id ~ '^[A-Z][0-9]{4}$'`)
@Check('audit_log_outcome', `outcome IN ('succeeded', 'denied', 'failed')`)
@Check('audit_log_request_id', 'length(request_id) BETWEEN 1 AND 64')
@Check('audit_log_mac', 'octet_length(mac) = 32')
@Index('audit_log_by_entity', ['entityType', 'entityId', 'occurredAt', 'id'])
@Index('audit_log_by_contract', ['contractId', 'occurredAt', 'id'])
@Index('audit_log_by_actor', ['actor', 'occurredAt', 'id'])
export class AuditLogEntity {
  @PrimaryColumn('timestamptz', { precision: 3, primaryKeyConstraintName: 'audit_log_pk' })
  occurredAt: Date;

  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'audit_log_pk' })
  id: string;

  @Column('text')
  actor: string;

  @Column('text')
  event: string;

  @Column('text')
  entityType: string;

  @Column('text', { nullable: true })
  entityId: string | null;

  @Column('text', { nullable: true })
  contractId: string | null;

  @Column('text')
  outcome: AuditOutcome;

  @Column('text', { nullable: true })
  requestId: string | null;

  @Column('jsonb', { nullable: true })
  before: Record<string, AuditValue> | null;

  @Column('jsonb', { nullable: true })
  after: Record<string, AuditValue> | null;

  /** HMAC over the row's canonical form. */
  @Column('bytea')
  mac: Buffer;
}
