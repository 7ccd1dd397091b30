import { Entity, ForeignKey, PrimaryColumn } from 'typeorm';

const PK = { primaryKeyConstraintName: 'import_errors_pk' };

/** One thing that is wrong in one line of an import. */
@Entity('import_errors')
@ForeignKey('jobs', ['jobId'], ['id'], { name: 'import_errors_job', onDelete: 'CASCADE' })
export class ImportError {
  @PrimaryColumn('uuid', PK)
  jobId: string;

  /** 1 for the first line of the file. */
  @PrimaryColumn('integer', PK)
  line: number;

  /** Name of the field; empty for the row as a whole. */
  @PrimaryColumn('text', PK)
  field: string;

  @PrimaryColumn('text', PK)
  code: string;
}
