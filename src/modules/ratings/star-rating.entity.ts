import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** Where the measure results of a rating came from. */
export type RatingSource = 'published' | 'given' | 'mixed';

/** One computed rating of a contract, with everything that is needed to replay it. Rows are never changed. */
@Entity('star_ratings')
@Check('star_ratings_contract_id', `contract_id ~ '^[A-Z][0-9]{4}$'`)
@Check('star_ratings_source', `source IN ('published', 'given', 'mixed')`)
@Check('star_ratings_part_c', 'part_c_stars BETWEEN 1 AND 5')
@Check('star_ratings_part_d', 'part_d_stars BETWEEN 1 AND 5')
@Check('star_ratings_overall', 'overall_stars BETWEEN 1 AND 5')
@Index('star_ratings_history', ['contractId', 'starYear', 'createdAt', 'id'])
@Index('star_ratings_recent', ['createdAt', 'id'])
export class StarRatingEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'star_ratings_pk' })
  id: string;

  @Column('text')
  contractId: string;

  @Column('smallint')
  starYear: number;

  @Column('text')
  source: RatingSource;

  @Column('text')
  rulesetVersion: string;

  /** SHA-256 of the rule set, hexadecimal. */
  @Column('text')
  rulesetDigest: string;

  /** SHA-256 of the contract's facts and results in canonical form, hexadecimal. */
  @Column('text')
  inputsDigest: string;

  /** Half stars as text (`"3.5"`), null where not rated. */
  @Column('numeric', { precision: 2, scale: 1, nullable: true, name: 'part_c_stars' })
  partCStars: string | null;

  @Column('numeric', { precision: 2, scale: 1, nullable: true, name: 'part_d_stars' })
  partDStars: string | null;

  @Column('numeric', { precision: 2, scale: 1, nullable: true })
  overallStars: string | null;

  /** True when a part of the official arithmetic was missing, such as the CAI category. */
  @Column('boolean')
  provisional: boolean;

  @Column('json')
  ratings: unknown;

  @Column('json')
  trace: unknown;

  @Column('timestamptz')
  createdAt: Date;

  @Column('text')
  createdBy: string;
}
