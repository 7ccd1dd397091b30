import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** Where a version stands: not yet used, used for predictions, or used before. */
export type ModelStatus = 'candidate' | 'active' | 'retired';

/** A feature with its unit and allowed range; null where the uploaded file does not say. */
export interface ModelFeature {
  readonly name: string;
  readonly unit: string | null;
  readonly min: number | null;
  readonly max: number | null;
}

/** One version of a model with its artifact. What it computes never changes; only its status does. */
@Entity('model_versions')
@Check('model_versions_version', 'version > 0')
@Check('model_versions_status', `status IN ('candidate', 'active', 'retired')`)
@Check('model_versions_digest', `digest ~ '^[0-9a-f]{64}$'`)
@Index('model_versions_one_active', ['measure'], { unique: true, where: `(status = 'active'::text)` })
@Index('model_versions_same_artifact', ['modelId', 'digest'], { unique: true })
@ForeignKey('models', ['modelId'], ['id'], { name: 'model_versions_model', onDelete: 'CASCADE' })
export class ModelVersionEntity {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'model_versions_pk' })
  modelId: string;

  @PrimaryColumn('integer', { primaryKeyConstraintName: 'model_versions_pk' })
  version: number;

  @Column('text')
  measure: string;

  @Column('text')
  status: ModelStatus;

  /** SHA-256 of the artifact, hexadecimal. */
  @Column('text')
  digest: string;

  /** SHA-256 of the file as it was uploaded. */
  @Column('text')
  sourceDigest: string;

  @Column('text')
  format: string;

  @Column('text')
  library: string;

  @Column('text')
  calibration: string;

  @Column('jsonb')
  features: ModelFeature[];

  @Column('jsonb')
  notes: string[];

  /** Training window, metrics by subgroup, profiles of features; null where the file has none. */
  @Column('jsonb', { nullable: true })
  card: Record<string, unknown> | null;

  @Column('integer')
  size: number;

  /** The model in the own format: canonical JSON. Read only where the model is loaded. */
  @Column('bytea', { select: false })
  artifact: Buffer;

  @Column('timestamptz')
  createdAt: Date;

  @Column('text')
  createdBy: string;

  @Column('timestamptz', { nullable: true })
  promotedAt: Date | null;

  @Column('timestamptz', { nullable: true })
  retiredAt: Date | null;
}
