import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, IsString, IsUUID, Matches, Max, Min } from 'class-validator';
import { PageQuery } from '../../../platform/http/index.js';
import { CONTRACT_ID } from './rate-contract.dto.js';

/** One rating of a contract: stars, or CMS's message where there is none. */
export class RatingOutcomeResponse {
  /** Which rating this is; Part D has thresholds of its own for drug plans (`partDPdp`). */
  kind: 'partC' | 'partDMapd' | 'partDPdp' | 'overall';

  /** Whether the contract has this rating. */
  status: 'rated' | 'notRated';

  /**
   * The rating in half stars, 1–5; null when not rated.
   * @example 3.5
   */
  stars: number | null;

  /**
   * The value before rounding to half stars, six decimals; null when not rated.
   * @example "3.429923"
   */
  final: string | null;

  /** CMS's official message in place of a rating; null when rated. */
  message: string | null;

  /** True when the adjustment category (CAI) is missing: computed without it, not final. */
  provisional: boolean;

  /** Why it is provisional; null when it is not. */
  provisionalReason: string | null;

  /**
   * Measures with a star that count towards the minimum; null when rated.
   * @example 14
   */
  ratedMeasures: number | null;

  /**
   * Measures that the rating needs; null when rated or when the contract type has no such rating.
   * @example 19
   */
  minimumMeasures: number | null;
}

/** The ratings of a contract. */
export class ContractRatingsResponse {
  /** Part C summary. */
  partC: RatingOutcomeResponse;

  /** Part D summary. */
  partD: RatingOutcomeResponse;

  /** Overall rating. */
  overall: RatingOutcomeResponse;

  /** The contract's highest rating: overall for MA-PD, Part C for MA-only, Part D for drug plans. */
  highestKind: 'partC' | 'partDMapd' | 'partDPdp' | 'overall' | null;

  /** Gets the high performing icon: 5 stars on the highest rating (TN p.23). */
  highPerforming: boolean;
}

/** By which rules a rating was computed. */
export class RatingRuleSetResponse {
  /**
   * Version of the rule set.
   * @example "2026.1"
   */
  version: string;

  /** SHA-256 of the rule set, hexadecimal. */
  digest: string;
}

/** A computed rating with everything that is needed to replay it. */
export class RatingResponse {
  /** Id of the stored rating; null for a dry run. */
  id: string | null;

  /**
   * CMS contract number.
   * @example "H0028"
   */
  contractId: string;

  /**
   * Star year.
   * @example 2026
   */
  starYear: number;

  /** Where the measure results came from: CMS's tables, the request, or the request over the tables. */
  source: 'published' | 'given' | 'mixed';

  /** The rules it was computed by. */
  ruleSet: RatingRuleSetResponse;

  /** SHA-256 of the contract's facts and results in canonical form, hexadecimal. */
  inputsDigest: string;

  /** The three ratings. */
  ratings: ContractRatingsResponse;

  /** True when any of the ratings is provisional. */
  provisional: boolean;

  /** Time of the computation, RFC 3339 UTC. */
  createdAt: string;

  /** Who asked for it: `key:<id>`, `user:<digest>` or `system`. */
  createdBy: string;
}

/** A star that was not given and was read from the score by the cut points. */
export class DerivedStarResponse {
  /**
   * CMS measure id.
   * @example "C14"
   */
  measureId: string;

  /**
   * The star by the cut points.
   * @example 4
   */
  star: number;

  /** True where the published star can be another one: CAHPS, improvement measures, contracts struck by a disaster. */
  approximate: boolean;
}

/** A rating just computed. */
export class RatingComputedResponse extends RatingResponse {
  /** Stars that were not given and were read from scores. */
  derivedStars: DerivedStarResponse[];

  /** The whole ledger, only for a dry run; a stored rating has it at `/api/v1/ratings/{id}/trace`. */
  trace?: object;

  /** On request: the weighted mean of the measures given, labelled. Never a Star Rating. */
  partialComposite?: object;
}

/** A page of ratings. */
export class RatingPageResponse {
  items: RatingResponse[];

  /** Cursor of the next page; null on the last one. */
  next: string | null;
}

/** Filters of the list of ratings. */
export class RatingListQuery extends PageQuery {
  /**
   * Only this contract.
   * @example "H0028"
   */
  @IsOptional()
  @IsString()
  @Matches(CONTRACT_ID, { message: 'contractId must be a letter and four digits' })
  contractId?: string;

  /**
   * Only this star year.
   * @example 2026
   */
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(2008)
  @Max(2100)
  starYear?: number;

  /** Only ratings in which this kind has stars. */
  @IsOptional()
  @IsIn(['partC', 'partD', 'overall'])
  kind?: 'partC' | 'partD' | 'overall';

  /** `true`: the newest rating of each contract and star year, in their order; else the history, newest first. */
  @IsOptional()
  @IsIn(['true', 'false'])
  latest?: 'true' | 'false';
}

/** A rating in a path. */
export class RatingIdParam {
  /** Id of the rating. */
  @IsUUID()
  id: string;
}

/** How to read a trace. */
export class TraceQuery {
  /** `text` for people, `json` for programs; without it the `Accept` header decides. */
  @IsOptional()
  @IsIn(['json', 'text'])
  format?: 'json' | 'text';
}
