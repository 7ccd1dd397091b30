import { Column, Entity, PrimaryColumn } from 'typeorm';

/** How far a spool has been replayed: written in the transaction of the records, so that none is replayed twice. */
@Entity('spool_watermarks')
export class SpoolWatermark {
  /** Folder of the spool. */
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'spool_watermarks_pk' })
  spool: string;

  /** Segment of the last record that is in the database. */
  @Column('integer')
  segment: number;

  /** Its index in the segment. */
  @Column('integer')
  record: number;

  @Column('timestamptz')
  updatedAt: Date;
}
