import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

/** A fresh object each time: the decorator writes the column's type into it. */
const primaryKey = () => ({ primaryKeyConstraintName: 'model_feature_counts_pk' });

/** Values of a feature by bin of the training profile, of one model and month. */
@Entity('model_feature_counts')
@Check('model_feature_counts_month', 'extract(day FROM month) = 1')
@Check('model_feature_counts_missing', 'missing >= 0')
export class ModelFeatureCount {
  @PrimaryColumn('text', primaryKey())
  modelId: string;

  @PrimaryColumn('integer', primaryKey())
  modelVersion: number;

  /** First day of the month (UTC). */
  @PrimaryColumn('date', primaryKey())
  month: string;

  @PrimaryColumn('text', primaryKey())
  feature: string;

  /** By bin of the profile in the artifact. */
  @Column('bigint', { array: true })
  known: string[];

  @Column('bigint')
  missing: string;
}
