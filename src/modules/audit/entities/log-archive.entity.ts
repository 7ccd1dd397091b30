import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

/** An archived part of a month whose partition was dropped. */
@Entity('log_archives')
@Check('log_archives_file', `file ~ '^[a-z_]+_[0-9]{4}_[0-9]{2}([.][0-9]+)?[.]ndjson[.]gz$'`)
@Check('log_archives_source', `source IN ('api_logs', 'audit_log')`)
@Check('log_archives_month', `month ~ '^[0-9]{4}-[0-9]{2}$'`)
@Check('log_archives_row_count', 'row_count > 0')
@Check('log_archives_bytes', 'bytes > 0')
@Check('log_archives_sha256', 'octet_length(sha256) = 32')
export class LogArchiveEntity {
  /** Name of the file in the archive folder. */
  @PrimaryColumn('text', { primaryKeyConstraintName: 'log_archives_pk' })
  file: string;

  /** Table that the rows came from. */
  @Column('text')
  source: string;

  /** Month of the rows (UTC), such as `2019-10`. */
  @Column('text')
  month: string;

  @Column('bigint')
  rowCount: string;

  /** Size of the file. */
  @Column('bigint')
  bytes: string;

  /** Digest of the file. */
  @Column('bytea')
  sha256: Buffer;

  /** First and last link of the chain among the rows; null for `api_logs`. */
  @Column('bigint', { nullable: true })
  firstSeq: string | null;

  @Column('bigint', { nullable: true })
  lastSeq: string | null;

  @Column({ type: 'timestamptz', precision: 3 })
  archivedAt: Date;
}
