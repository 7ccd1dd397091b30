import { Injectable } from '@nestjs/common';
import { TransactionHost } from '@nestjs-cls/transactional';
import type { TransactionalAdapterTypeOrm } from '@nestjs-cls/transactional-adapter-typeorm';
import { type EntityManager, IsNull, Not, Or } from 'typeorm';
import type { CmsTableSet } from '../../core/cms-tables/index.js';
import { SYNTHETIC_CONTRACT_NAME } from '../../core/portfolio/index.js';
import type { ContractYear, MeasureResult } from '../../core/ratings/index.js';
import { CmsTableSetEntity } from './cms-table-set.entity.js';
import { ContractYearEntity } from './contract-year.entity.js';
import { MeasureResultEntity } from './measure-result.entity.js';

function toMeasureResult({ measureId, score, star, note, starsByCalculation }: MeasureResultEntity): MeasureResult {
  return { measureId, score, star, note, ...(starsByCalculation ? { starsByCalculation } : {}) };
}

function toContractYear(row: ContractYearEntity, measures: readonly MeasureResultEntity[]): ContractYear {
  const { contractId, organizationType, snp, iSnpOnly, puertoRicoOnly, disasterPercents, adjustmentCategories } = row;
  return {
    contractId,
    organizationType,
    snp,
    ...(iSnpOnly === null ? {} : { iSnpOnly }),
    puertoRicoOnly,
    disasterPercents,
    adjustmentCategories,
    measures: measures.map(toMeasureResult),
  };
}

/** Contracts that CMS publishes: a made-up one is no evidence of what CMS did. */
const PUBLISHED = { contractName: Or(IsNull(), Not(SYNTHETIC_CONTRACT_NAME)) };

/** Contracts with their facts and measure results, as CMS publishes them or made up for a synthetic plan. */
@Injectable()
export class ContractsRepository {
  constructor(private readonly host: TransactionHost<TransactionalAdapterTypeOrm>) {}

  private get manager(): EntityManager {
    return this.host.tx;
  }

  /** One contract in one star year, or undefined when neither CMS's tables of the year nor a synthetic plan have it. */
  async find(contractId: string, starYear: number): Promise<ContractYear | undefined> {
    const row = await this.manager.findOneBy(ContractYearEntity, { contractId, starYear });
    if (!row) return undefined;
    const measures = await this.manager.find(MeasureResultEntity, {
      where: { contractId, starYear },
      order: { measureId: 'ASC' },
    });
    return toContractYear(row, measures);
  }

  /** Everything that was imported for a star year, without made-up contracts, or undefined. */
  async tables(starYear: number): Promise<CmsTableSet | undefined> {
    const set = await this.manager.findOneBy(CmsTableSetEntity, { starYear });
    if (!set) return undefined;
    const where = { starYear, ...PUBLISHED };
    const rows = await this.manager.find(ContractYearEntity, { where, order: { contractId: 'ASC' } });
    const results = await this.manager.find(MeasureResultEntity, { where: { starYear }, order: { measureId: 'ASC' } });
    const byContract = new Map<string, MeasureResultEntity[]>(rows.map((row) => [row.contractId, []]));
    for (const result of results) byContract.get(result.contractId)?.push(result);
    return {
      ...set.tables,
      starYear,
      contracts: rows.map((row) => toContractYear(row, byContract.get(row.contractId) ?? [])),
      identities: rows.map((row) => ({
        contractId: row.contractId,
        contractName: row.contractName ?? '',
        marketingName: row.marketingName ?? '',
        parentOrganization: row.parentOrganization ?? '',
        organizationType: row.organizationType,
      })),
      ratings: rows.flatMap((row) => (row.published ? [row.published] : [])),
    };
  }

  /** Replaces everything of the tables' star year. Runs inside the caller's transaction: all or nothing. */
  async replace(tables: CmsTableSet, importedAt: Date): Promise<void> {
    const { contracts: _, identities: __, ratings: ___, starYear, ...rest } = tables;
    await this.manager.delete(CmsTableSetEntity, { starYear });
    await this.manager.delete(ContractYearEntity, { starYear });
    await this.manager.insert(CmsTableSetEntity, { starYear, tables: rest as never, importedAt });
    await this.insert(tables);
  }

  /** Adds contracts with their results to a star year. */
  async insert(added: Pick<CmsTableSet, 'starYear' | 'contracts' | 'identities' | 'ratings'>): Promise<void> {
    const { starYear, contracts, identities, ratings } = added;
    const identity = new Map(identities.map((one) => [one.contractId, one]));
    const published = new Map(ratings?.map((one) => [one.contractId, one]));
    await this.insertContracts(
      contracts.map(({ measures: _, contractId, iSnpOnly, ...facts }) => ({
        ...facts,
        contractId,
        starYear,
        iSnpOnly: iSnpOnly ?? null,
        contractName: identity.get(contractId)?.contractName ?? null,
        marketingName: identity.get(contractId)?.marketingName ?? null,
        parentOrganization: identity.get(contractId)?.parentOrganization ?? null,
        published: published.get(contractId) ?? null,
      })),
    );
    await this.insertResults(starYear, contracts);
  }

  /** Removes a contract that stands under a name, with its results, from every star year. */
  async remove(contractId: string, contractName: string): Promise<void> {
    await this.manager.delete(ContractYearEntity, { contractId, contractName });
  }

  private async insertContracts(rows: readonly ContractYearEntity[]): Promise<void> {
    await this.manager.query(
      `INSERT INTO contract_years (contract_id, star_year, organization_type, contract_name, marketing_name,
         parent_organization, snp, isnp_only, puerto_rico_only, disaster_percents, adjustment_categories, published)
       SELECT "contractId", "starYear", "organizationType", "contractName", "marketingName", "parentOrganization", snp,
         "iSnpOnly", "puertoRicoOnly", "disasterPercents", "adjustmentCategories", published
       FROM jsonb_to_recordset($1::jsonb) AS r("contractId" text, "starYear" smallint, "organizationType" text,
         "contractName" text, "marketingName" text, "parentOrganization" text, snp boolean, "iSnpOnly" boolean,
         "puertoRicoOnly" boolean, "disasterPercents" jsonb, "adjustmentCategories" jsonb, published jsonb)`,
      [JSON.stringify(rows)],
    );
  }

  private async insertResults(starYear: number, contracts: readonly ContractYear[]): Promise<void> {
    const rows = contracts.flatMap(({ contractId, measures }) => measures.map((one) => ({ ...one, contractId })));
    await this.manager.query(
      `INSERT INTO contract_measure_results
         (star_year, contract_id, measure_id, score, star, note, stars_by_calculation)
       SELECT $1, * FROM unnest($2::text[], $3::text[], $4::text[], $5::smallint[], $6::text[], $7::jsonb[])`,
      [
        starYear,
        rows.map((row) => row.contractId),
        rows.map((row) => row.measureId),
        rows.map((row) => row.score),
        rows.map((row) => row.star),
        rows.map((row) => row.note),
        rows.map((row) => (row.starsByCalculation ? JSON.stringify(row.starsByCalculation) : null)),
      ],
    );
  }
}
