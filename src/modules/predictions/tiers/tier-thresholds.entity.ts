import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

/** From which probability on a gap is of the high and of the medium tier: one row of data that a plan replaces. */
@Entity('tier_thresholds')
@Check('tier_thresholds_one', 'id = 1')
@Check('tier_thresholds_order', '0 <= medium AND medium < high AND high <= 1')
@Check('tier_thresholds_version', 'version >= 1')
export class TierThresholdsRow {
  /** Always 1. */
  @PrimaryColumn('smallint', { primaryKeyConstraintName: 'tier_thresholds_pk' })
  id: number;

  @Column('double precision')
  high: number;

  @Column('double precision')
  medium: number;

  @Column('integer')
  version: number;
}
