import { Injectable } from '@nestjs/common';
import { TransactionHost } from '@nestjs-cls/transactional';
import type { TransactionalAdapterTypeOrm } from '@nestjs-cls/transactional-adapter-typeorm';
import type { SelectQueryBuilder } from 'typeorm';
import type { Statement } from '../../platform/database/index.js';
import { StarRatingEntity } from './star-rating.entity.js';

/** Which ratings to list. */
export interface RatingFilter {
  readonly contractId?: string;
  readonly starYear?: number;
  /** Only ratings in which this kind has stars. */
  readonly kind?: 'partC' | 'partD' | 'overall';
  /** Contracts that may be seen; null for all. */
  readonly contracts: readonly string[] | null;
}

/** A computed rating without its trace, which only its own endpoint reads. */
export type RatingRow = Omit<StarRatingEntity, 'trace'>;

const COLUMN_OF_KIND = { partC: 'partCStars', partD: 'partDStars', overall: 'overallStars' } as const;

const LIST_COLUMNS: (keyof RatingRow)[] = [
  'id',
  'contractId',
  'starYear',
  'source',
  'rulesetVersion',
  'rulesetDigest',
  'inputsDigest',
  'provisional',
  'ratings',
  'createdAt',
  'createdBy',
];

const INSERT = `INSERT INTO star_ratings (id, contract_id, star_year, source, ruleset_version, ruleset_digest,
    inputs_digest, part_c_stars, part_d_stars, overall_stars, provisional, ratings, trace, created_at, created_by)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`;

/** The statement that stores a rating. */
export function insertStatement(row: StarRatingEntity): Statement {
  const values = [
    ...[row.id, row.contractId, row.starYear, row.source, row.rulesetVersion, row.rulesetDigest, row.inputsDigest],
    ...[row.partCStars, row.partDStars, row.overallStars, row.provisional],
    ...[JSON.stringify(row.ratings), JSON.stringify(row.trace), row.createdAt, row.createdBy],
  ];
  return { name: 'star_ratings_insert', text: INSERT, values };
}

/** Computed ratings. Rows are added (`insertStatement`) and read, never changed. */
@Injectable()
export class StarRatingsRepository {
  constructor(private readonly host: TransactionHost<TransactionalAdapterTypeOrm>) {}

  async find(id: string): Promise<RatingRow | null> {
    const select = Object.fromEntries(LIST_COLUMNS.map((name) => [name, true]));
    return this.host.tx.findOne(StarRatingEntity, { select, where: { id } });
  }

  /** The trace of a rating with the contract it belongs to, or null. */
  async findTrace(id: string): Promise<Pick<StarRatingEntity, 'contractId' | 'trace'> | null> {
    return this.host.tx.findOne(StarRatingEntity, {
      select: { id: true, contractId: true, trace: true },
      where: { id },
    });
  }

  /** History, newest first: rows after the position (creation time and id of the last row of the page before). */
  async history(filter: RatingFilter, limit: number, after?: readonly [string, string]): Promise<RatingRow[]> {
    const query = this.filtered(filter).orderBy('r.createdAt', 'DESC').addOrderBy('r.id', 'DESC').limit(limit);
    if (after) query.andWhere('(r.createdAt, r.id) < (:createdAt, :id)', { createdAt: after[0], id: after[1] });
    return query.getMany();
  }

  /** The newest rating of each contract and star year, in the order of both. */
  async latest(filter: RatingFilter, limit: number, after?: readonly [string, number]): Promise<RatingRow[]> {
    const query = this.filtered(filter)
      .distinctOn(['r.contractId', 'r.starYear'])
      .orderBy('r.contractId')
      .addOrderBy('r.starYear')
      .addOrderBy('r.createdAt', 'DESC')
      .addOrderBy('r.id', 'DESC')
      .limit(limit);
    if (after) {
      query.andWhere('(r.contractId, r.starYear) > (:afterContract, :afterYear)', {
        afterContract: after[0],
        afterYear: after[1],
      });
    }
    return query.getMany();
  }

  private filtered({ contractId, starYear, kind, contracts }: RatingFilter): SelectQueryBuilder<StarRatingEntity> {
    const query = this.host.tx
      .createQueryBuilder(StarRatingEntity, 'r')
      .select(LIST_COLUMNS.map((name) => `r.${name}`));
    if (contractId !== undefined) query.andWhere('r.contractId = :contractId', { contractId });
    if (starYear !== undefined) query.andWhere('r.starYear = :starYear', { starYear });
    if (kind) query.andWhere(`r.${COLUMN_OF_KIND[kind]} IS NOT NULL`);
    if (contracts) query.andWhere('r.contractId = ANY(:contracts)', { contracts });
    return query;
  }
}
