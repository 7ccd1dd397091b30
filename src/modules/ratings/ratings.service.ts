import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import {
  type ContractTrace,
  partialComposite,
  rateContract,
  traceContract,
  traceText,
} from '../../core/ratings/index.js';
import { Cursors, notFound, type Page, Problem, RequestContext } from '../../platform/http/index.js';
import { maySeeContract } from '../../platform/security/index.js';
import { AuditedWrites, AuditTrail } from '../audit/index.js';
import './audit-events.js';
import { ContractInputsReader } from './contract-inputs.js';
import type { RateContractRequest } from './dto/rate-contract.dto.js';
import { RatingComputedResponse, type RatingListQuery, RatingResponse } from './dto/rating.dto.js';
import { toDerivedStarResponse, toRatingResponse, toRatingsResponse } from './dto/to-rating-response.js';
import { inputsDigest } from './inputs-digest.js';
import { RuleSetCatalog } from './ruleset-catalog.js';
import type { StarRatingEntity } from './star-rating.entity.js';
import {
  insertStatement,
  type RatingFilter,
  type RatingRow,
  StarRatingsRepository,
} from './star-ratings.repository.js';

const HISTORY = 'ratings:history';
const LATEST = 'ratings:latest';

function starsText(outcome: { stars: number | null }): string | null {
  return outcome.stars === null ? null : outcome.stars.toFixed(1);
}

/** Computes, stores and finds ratings of contracts. */
@Injectable()
export class RatingsService {
  constructor(
    private readonly catalog: RuleSetCatalog,
    private readonly inputs: ContractInputsReader,
    private readonly repository: StarRatingsRepository,
    private readonly context: RequestContext,
    private readonly cursors: Cursors,
    private readonly audit: AuditTrail,
    private readonly writes: AuditedWrites,
  ) {}

  /**
   * Rates a contract by the rules of its star year.
   * @throws Problem for a contract out of scope, an unknown star year, or results that are not valid.
   */
  async rate(request: RateContractRequest, persist: boolean): Promise<RatingComputedResponse> {
    const { contractId, starYear } = request;
    if (!maySeeContract(this.context.principal, contractId)) throw notFound('contract');
    const rules = this.catalog.find(starYear);
    if (!rules) {
      throw new Problem('unprocessable', 'There are no rules for the star year.', [
        {
          pointer: '/starYear',
          code: 'unknownStarYear',
          message: 'There is no rule set of this star year; see /api/v1/rulesets.',
        },
      ]);
    }
    const { contract, source, derived } = await this.inputs.read(rules.ruleSet, request);
    const ratings = toRatingsResponse(rateContract(rules.ruleSet, contract));
    const trace = traceContract(rules.ruleSet, contract);
    const { partC, partD, overall } = ratings;
    const row: StarRatingEntity = {
      id: uuidv7(),
      contractId,
      starYear,
      source,
      rulesetVersion: rules.ruleSet.version,
      rulesetDigest: rules.digest,
      inputsDigest: inputsDigest(contract),
      partCStars: starsText(partC),
      partDStars: starsText(partD),
      overallStars: starsText(overall),
      provisional: [partC, partD, overall].some((outcome) => outcome.provisional),
      ratings,
      trace,
      createdAt: new Date(),
      createdBy: this.context.actor,
    };
    this.describe(row, persist);
    if (persist) await this.writes.run(insertStatement(row), [this.audit.handOver('rating.computed')]);
    return {
      ...toRatingResponse(row),
      ...(persist ? {} : { id: null, trace }),
      derivedStars: derived.map(toDerivedStarResponse),
      ...(request.partialComposite ? { partialComposite: partialComposite(rules.ruleSet, contract) } : {}),
    };
  }

  private describe(row: StarRatingEntity, stored: boolean): void {
    const { contractId, starYear, source, rulesetVersion } = row;
    const stars = { partC: row.partCStars, partD: row.partDStars, overall: row.overallStars };
    const after = { starYear, stored, source, rulesetVersion, ...stars };
    this.audit.describe('rating.computed', { ...(stored ? { entityId: row.id } : {}), contractId, after });
  }

  /** A stored rating. */
  async find(id: string): Promise<RatingResponse> {
    const row = await this.repository.find(id);
    if (!row || !maySeeContract(this.context.principal, row.contractId)) throw notFound('rating');
    return toRatingResponse(row);
  }

  /** The ledger of a stored rating. */
  async trace(id: string): Promise<ContractTrace> {
    const row = await this.repository.findTrace(id);
    if (!row || !maySeeContract(this.context.principal, row.contractId)) throw notFound('rating');
    return row.trace as ContractTrace;
  }

  /** The ledger of a stored rating for people to read. */
  async traceText(id: string): Promise<string> {
    return traceText(await this.trace(id));
  }

  /** A page of the history, newest first, or of the newest rating of each contract and star year. */
  async list(query: RatingListQuery): Promise<Page<RatingResponse>> {
    const { contractId, starYear, kind, limit, cursor } = query;
    const scope = this.context.principal?.contracts;
    const filter: RatingFilter = { contractId, starYear, kind, contracts: scope ? [...scope] : null };
    const page =
      query.latest === 'true' ? await this.latest(filter, limit, cursor) : await this.history(filter, limit, cursor);
    return { ...page, items: page.items.map(toRatingResponse) };
  }

  private async history(filter: RatingFilter, limit: number, cursor?: string): Promise<Page<RatingRow>> {
    const after = this.cursors.decode(HISTORY, cursor) as [string, string] | undefined;
    const rows = await this.repository.history(filter, limit + 1, after);
    return this.cursors.page(HISTORY, rows, limit, (row) => [row.createdAt.toISOString(), row.id]);
  }

  private async latest(filter: RatingFilter, limit: number, cursor?: string): Promise<Page<RatingRow>> {
    const after = this.cursors.decode(LATEST, cursor) as [string, number] | undefined;
    const rows = await this.repository.latest(filter, limit + 1, after);
    return this.cursors.page(LATEST, rows, limit, (row) => [row.contractId, row.starYear]);
  }
}
