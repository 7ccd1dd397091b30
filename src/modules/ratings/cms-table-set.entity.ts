import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { CmsTableSet } from '../../core/cms-tables/index.js';

/** What CMS's tables of a star year say beyond the single contract: lists, domain stars, cut points, the files read. */
export type TablesOfYear = Omit<CmsTableSet, 'starYear' | 'contracts' | 'identities' | 'ratings'>;

/** CMS's published tables of one star year, as imported. */
@Entity('cms_table_sets')
export class CmsTableSetEntity {
  @PrimaryColumn('smallint', { primaryKeyConstraintName: 'cms_table_sets_pk' })
  starYear: number;

  @Column('jsonb')
  tables: TablesOfYear;

  @Column('timestamptz')
  importedAt: Date;
}
