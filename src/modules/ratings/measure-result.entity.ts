import { Check, Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import type { Star } from '../../core/ratings/index.js';
import { ContractYearEntity } from './contract-year.entity.js';

/** One measure of one contract in one star year, as CMS publishes it. */
@Entity('contract_measure_results')
@Check('contract_measure_results_star', 'star BETWEEN 1 AND 5')
@ForeignKey(() => ContractYearEntity, ['contractId', 'starYear'], ['contractId', 'starYear'], {
  name: 'contract_measure_results_contract',
  onDelete: 'CASCADE',
})
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
