import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { PublishedRatings } from '../../core/cms-tables/index.js';

/** Facts of one contract in one star year, as CMS publishes them, or made up for a synthetic plan. */
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

  /** The ratings that CMS published, to compare with. */
  @Column('jsonb', { nullable: true })
  published: PublishedRatings | null;
}
