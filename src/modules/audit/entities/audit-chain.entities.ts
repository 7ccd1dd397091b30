import { Check, Column, Entity, PrimaryColumn, Unique } from 'typeorm';

/** One link of the chain over the audit log. */
@Entity('audit_seal')
@Unique('audit_seal_once', ['auditId'])
@Check('audit_seal_seq', 'seq > 0')
@Check('audit_seal_digest', 'octet_length(digest) = 32')
@Check('audit_seal_chain', 'octet_length(chain) = 32')
export class AuditSealEntity {
  @PrimaryColumn('bigint', { primaryKeyConstraintName: 'audit_seal_pk' })
  seq: string;

  @Column('uuid')
  auditId: string;

  @Column({ type: 'timestamptz', precision: 3 })
  occurredAt: Date;

  /** The sealed row's code, as it was when it was sealed. */
  @Column('bytea')
  digest: Buffer;

  /** HMAC over the link before and this one. */
  @Column('bytea')
  chain: Buffer;

  @Column({ type: 'timestamptz', precision: 3 })
  sealedAt: Date;
}

/** A row that is not in the chain yet: written with the row, taken away with its sealing. */
@Entity('audit_unsealed')
export class AuditUnsealedEntity {
  @PrimaryColumn('timestamptz', { precision: 3, primaryKeyConstraintName: 'audit_unsealed_pk' })
  occurredAt: Date;

  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'audit_unsealed_pk' })
  auditId: string;

  @Column({ type: 'timestamptz', precision: 3 })
  queuedAt: Date;
}

/** The last link, signed: a chain that was cut short no longer ends here. */
@Entity('audit_head')
@Check('audit_head_single', 'id = 1')
@Check('audit_head_seq', 'seq > 0')
@Check('audit_head_chain', 'octet_length(chain) = 32')
@Check('audit_head_mac', 'octet_length(mac) = 32')
export class AuditHeadEntity {
  @PrimaryColumn('smallint', { primaryKeyConstraintName: 'audit_head_pk' })
  id: number;

  @Column('bigint')
  seq: string;

  @Column('bytea')
  chain: Buffer;

  @Column('bytea')
  mac: Buffer;
}

/** Where retention cut the chain: everything before `droppedBefore` may be gone, links after `seq` go on from `chain`. */
@Entity('audit_anchor')
@Check('audit_anchor_seq', 'seq >= 0')
@Check('audit_anchor_chain', 'octet_length(chain) = 32')
@Check('audit_anchor_row_count', 'row_count >= 0')
@Check('audit_anchor_mac', 'octet_length(mac) = 32')
export class AuditAnchorEntity {
  @Column({ type: 'timestamptz', precision: 3 })
  droppedBefore: Date;

  @Column('bigint')
  seq: string;

  @Column('bytea')
  chain: Buffer;

  /** Rows that went with the dropped partitions. */
  @Column('bigint')
  rowCount: string;

  @PrimaryColumn('timestamptz', { precision: 3, primaryKeyConstraintName: 'audit_anchor_pk' })
  createdAt: Date;

  @Column('bytea')
  mac: Buffer;
}
