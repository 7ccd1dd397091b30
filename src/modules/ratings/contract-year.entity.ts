import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** What CMS published as a rating: half stars, or the text in their place. */
export interface PublishedOutcome {
  readonly stars?: number;
  readonly message?: string;
}

/** CMS's published ratings of a contract, kept to compare with. */
export interface PublishedRatings {
  readonly partC?: PublishedOutcome;
  readonly partD?: PublishedOutcome;
  readonly overall?: PublishedOutcome;
  /** Domain id to whole stars or text, where CMS publishes them. */
  readonly domainStars?: Readonly<Record<string, PublishedOutcome>>;
  readonly highPerforming?: boolean;
  /** Reason for the low performing icon, with the three years' ratings that led to it. */
  readonly lowPerforming?: Readonly<Record<string, unknown>>;
}

/** Facts of one contract in one star year, as CMS publishes them. */
@Entity('contract_years')
@Check('contract_years_contract_id', `contract_id ~ '^[A-Z][0-9]{4}$'`)
@Check('contract_years_star_year', 'star_year BETWEEN 2008 AND 2100')
@Index('contract_years_by_year', ['starYear', 'contractId'])
export class ContractYearEntity {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'contract_years_pk' })
  contractId: string;

  @PrimaryColumn('smallint', { primaryKeyConstraintName: 'contract_years_pk' })
  starYear: number;

  @Column('text')
  organizationType: string;

  @Column('text', { nullable: true })
  contractName: string | null;

  @Column('text', { nullable: true })
  marketingName: string | null;

  @Column('text', { nullable: true })
  parentOrganization: string | null;

  @Column('boolean')
  snp: boolean;

  @Column('boolean', { nullable: true, name: 'isnp_only' })
  iSnpOnly: boolean | null;

  @Column('boolean')
  puertoRicoOnly: boolean;

  @Column('jsonb')
  disasterPercents: Record<string, number>;

  @Column('jsonb')
  adjustmentCategories: Record<string, number>;

  @Column('jsonb', { nullable: true })
  published: PublishedRatings | null;

  @Column('timestamptz')
  importedAt: Date;
}
