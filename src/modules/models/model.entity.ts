import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

/** A model by name; what it computes is in its versions. */
@Entity('models')
@Check('models_id', `id ~ '^[a-z0-9][a-z0-9-]{1,62}$'`)
@Check('models_measure', `measure ~ '^[A-Z]{2,5}(-[A-Z]{2,5})?$'`)
export class ModelEntity {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'models_pk' })
  id: string;

  @Column('text')
  measure: string;

  @Column('timestamptz')
  createdAt: Date;

  @Column('text')
  createdBy: string;
}
