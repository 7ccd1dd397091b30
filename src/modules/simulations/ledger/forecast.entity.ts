import { Check, Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';
import type { RatingName } from '../../../core/rulesets/index.js';

export const FORECAST_SOURCES = ['snapshot', 'simulation'] as const;
export type ForecastSource = (typeof FORECAST_SOURCES)[number];

/** What was forecast of one measure. */
export interface MeasureForecastEntry {
  /** CMS measure id of the star year. */
  readonly measureId: string;
  readonly name: string;
  /** Expected displayed rate in percent; null where only the star was forecast. */
  readonly expectedRate: number | null;
  /** Probabilities of 1 to 5 stars. */
  readonly chances: readonly number[];
}

/** One forecast of a contract's star year, kept as it was made. Rows are never changed. */
@Entity('forecasts')
@Unique('forecasts_of_source', ['source', 'sourceId'])
@Check('forecasts_contract_id', `contract_id ~ '^[A-Z][0-9]{4}$'`)
@Check('forecasts_star_year', 'star_year BETWEEN 2008 AND 2100')
@Check('forecasts_source', `source IN ('snapshot', 'simulation')`)
@Check('forecasts_rating', `rating IN ('partC', 'partD', 'overall')`)
@Check('forecasts_four_or_more', 'four_or_more BETWEEN 0 AND 1')
@Check('forecasts_expected_stars', 'expected_stars BETWEEN 1 AND 5')
@Index('forecasts_of_year', ['starYear', 'contractId', 'madeAt', 'id'])
@Index('forecasts_recent', ['madeAt', 'id'])
export class ForecastEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'forecasts_pk' })
  id: string;

  @Column('text')
  contractId: string;

  @Column('smallint')
  starYear: number;

  @Column('text')
  source: ForecastSource;

  /** Id of the snapshot or simulation. */
  @Column('uuid')
  sourceId: string;

  /** The rating that was forecast: the contract's highest. */
  @Column('text', { nullable: true })
  rating: RatingName | null;

  /** Forecast probability of 4 stars or more. */
  @Column('double precision', { nullable: true })
  fourOrMore: number | null;

  @Column('double precision', { nullable: true })
  expectedStars: number | null;

  @Column('jsonb')
  measures: readonly MeasureForecastEntry[];

  @Column('text')
  rulesetVersion: string;

  @Column('text')
  rulesetDigest: string;

  @Column('text')
  inputsDigest: string;

  @Column('jsonb')
  modelVersions: Record<string, string>;

  @Column('bigint', { nullable: true })
  seed: string | null;

  @Column('timestamptz')
  madeAt: Date;

  @Column('text')
  madeBy: string;
}
