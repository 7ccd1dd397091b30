import { Check, Column, Entity, PrimaryColumn, Unique } from 'typeorm';

/** A forecast of cut points: of the same imported tables and rules there is one. */
@Entity('cut_point_forecasts')
@Unique('cut_point_forecasts_inputs', ['inputsDigest'])
@Check('cut_point_forecasts_finished', '(finished_at IS NULL) = (result IS NULL)')
export class CutPointForecastEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'cut_point_forecasts_pk' })
  id: string;

  /** Latest star year whose scores it rests on; the forecast is of the year after. */
  @Column('smallint')
  baseYear: number;

  /** SHA-256 of the imports, the rule sets, the seed and the number of draws, hexadecimal. */
  @Column('text')
  inputsDigest: string;

  @Column('uuid')
  jobId: string;

  /** Null until the job has ended. */
  @Column('json', { nullable: true })
  result: unknown;

  @Column('timestamptz')
  createdAt: Date;

  @Column('timestamptz', { nullable: true })
  finishedAt: Date | null;
}
