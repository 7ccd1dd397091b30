import { Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** A fresh object each time: the decorator writes the column's type into it. */
const primaryKey = () => ({ primaryKeyConstraintName: 'import_errors_pk' });

/** One thing that is wrong in one line of an import. */
@Entity('import_errors')
@ForeignKey('jobs', ['jobId'], ['id'], { name: 'import_errors_job', onDelete: 'CASCADE' })
export class ImportError {
  @PrimaryColumn('uuid', primaryKey())
  jobId: string;

  /** 1 for the first line of the file. */
  @PrimaryColumn('integer', primaryKey())
  line: number;

  /** Name of the field; empty for the row as a whole. */
  @PrimaryColumn('text', primaryKey())
  field: string;

  @PrimaryColumn('text', primaryKey())
  code: string;
}
