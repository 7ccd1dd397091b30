import type { ContractIdentity } from './cms-table-set.js';
import { yesNoCell } from './cells.js';
import { identityColumn, type ContractTable } from './contract-rows.js';
import type { IdentityField } from './header.js';
import { plainLabel } from './plain-label.js';
import { listed, type ProblemLog } from './table-problem.js';

/** Contract facts out of any table that has the column: identity columns stand in different tables in different years. */
export class ContractFacts {
  constructor(private readonly tables: readonly ContractTable[]) {}

  /** True if any table has the column. */
  has(field: IdentityField): boolean {
    return this.tables.some((table) => identityColumn(table, field) !== undefined);
  }

  /** Yes/No from the first table that has the column and the contract; null where none says it. */
  flag(field: IdentityField, contractId: string): boolean | null {
    for (const text of this.values(field, contractId)) {
      const value = yesNoCell(text);
      if (value !== null) return value;
    }
    return null;
  }

  identity(contractId: string): ContractIdentity {
    const first = (field: IdentityField) => this.values(field, contractId).find((text) => text !== '') ?? '';
    return {
      contractId,
      contractName: first('contractName'),
      marketingName: first('marketingName'),
      parentOrganization: first('parentOrganization'),
      organizationType: first('organizationType'),
    };
  }

  /** Reports contracts whose organization type differs between tables, since it decides how they are rated. */
  reportConflicts(contractIds: readonly string[], log: ProblemLog): void {
    const differing = contractIds.filter((id) => new Set(this.values('organizationType', id).map(plainLabel)).size > 1);
    if (differing.length > 0) {
      log.warning(
        'factDiffers',
        `The tables give different organization types for ${listed(differing)}; the first was taken.`,
      );
    }
    if (contractIds.length === 0) return;
    if (!this.has('organizationType')) log.error('missingColumn', 'No table has a column "Organization Type".');
    if (!this.has('snp')) {
      log.warning(
        'missingColumn',
        'No table has a column "SNP": every contract counts as offering no Special Needs Plan.',
      );
    }
    if (!this.has('puertoRicoOnly')) {
      log.warning(
        'missingColumn',
        'No table has a column "Puerto Rico Only": no contract counts as serving Puerto Rico only.',
      );
    }
  }

  private values(field: IdentityField, contractId: string): string[] {
    return this.tables.flatMap((table) => {
      const column = identityColumn(table, field);
      const row = table.byContract.get(contractId);
      return column && row ? [row.cells[column.index] ?? ''] : [];
    });
  }
}
