import { Injectable } from '@nestjs/common';
import type { CmsTableSet } from '../../core/cms-tables/index.js';
import { AuditTrail } from '../audit/index.js';
import './audit-events.js';
import { ContractsRepository } from './contracts.repository.js';

/** What an import has put in place. */
export interface CmsImportSummary {
  readonly starYear: number;
  readonly files: number;
  readonly contracts: number;
  readonly measureResults: number;
  readonly publishedRatings: number;
  readonly domainStars: number;
}

/** Takes over CMS's published tables of a star year. */
@Injectable()
export class CmsImportService {
  constructor(
    private readonly contracts: ContractsRepository,
    private readonly audit: AuditTrail,
  ) {}

  /** Replaces the tables of the star year in one transaction: importing the same folder again changes nothing. */
  async import(tables: CmsTableSet, importedAt: Date): Promise<CmsImportSummary> {
    return this.audit.act('cms-tables.imported', {}, async () => {
      await this.contracts.replace(tables, importedAt);
      const summary = this.summary(tables);
      const { starYear, contracts, measureResults } = summary;
      this.audit.describe('cms-tables.imported', { after: { starYear, contracts, measureResults } });
      return summary;
    });
  }

  private summary(tables: CmsTableSet): CmsImportSummary {
    return {
      starYear: tables.starYear,
      files: tables.files.length,
      contracts: tables.contracts.length,
      measureResults: tables.contracts.reduce((sum, { measures }) => sum + measures.length, 0),
      publishedRatings: tables.ratings?.length ?? 0,
      domainStars: tables.domainStars?.length ?? 0,
    };
  }
}
