import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Star } from '../../core/ratings/index.js';

/** One measure of one contract in one star year, as CMS publishes it. */
@Entity('contract_measure_results')
export class MeasureResultEntity {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'contract_measure_results_pk' })
  contractId: string;

  @PrimaryColumn('smallint', { primaryKeyConstraintName: 'contract_measure_results_pk' })
  starYear: number;

  @PrimaryColumn('text', { primaryKeyConstraintName: 'contract_measure_results_pk' })
  measureId: string;

  @Column('text', { nullable: true })
  score: string | null;

  @Column('smallint', { nullable: true })
  star: Star | null;

  @Column('text', { nullable: true })
  note: string | null;

  @Column('jsonb', { nullable: true })
  starsByCalculation: Record<string, Star | null> | null;
}
