import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  Max,
  Min,
} from 'class-validator';
import { PageQuery } from '../../../platform/http/index.js';
import { CONTRACT_ID } from '../../ratings/index.js';
import { SIMULATION_KINDS, SIMULATION_STATUSES } from '../simulation.entity.js';

/** A simulation in a path. */
export class SimulationIdParam {
  /** Id of the simulation. */
  @IsUUID()
  id: string;
}

/** Filters of the list of simulations. */
export class SimulationListQuery extends PageQuery {
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

  /** Only this kind. */
  @IsOptional()
  @IsIn(SIMULATION_KINDS)
  kind?: 'whatIf' | 'monteCarlo' | 'distance' | 'ruleSets';

  /** Only simulations in this state. */
  @IsOptional()
  @IsIn(SIMULATION_STATUSES)
  status?: 'pending' | 'succeeded' | 'failed' | 'cancelled';
}

/** Which simulations to lay side by side. */
export class CompareSimulationsRequest {
  /** Ids of 2 to 20 simulations of one kind that have succeeded; every one is compared with the first. */
  @IsArray()
  @ArrayMinSize(2)
  @ArrayMaxSize(20)
  @ArrayUnique()
  @IsUUID(undefined, { each: true })
  ids: string[];

  /** `differences` (by default): only lines that differ. `all`: every line. */
  @IsOptional()
  @IsIn(['differences', 'all'])
  lines?: 'differences' | 'all';
}

/** By which rules a simulation was computed. */
export class SimulationRuleSetResponse {
  /**
   * Version of the rule set.
   * @example "2026.1"
   */
  version: string;

  /** SHA-256 of the rule set, hexadecimal. */
  digest: string;
}

/** A simulation as lists show it. */
export class SimulationSummaryResponse {
  id: string;

  /**
   * CMS contract number.
   * @example "H0028"
   */
  contractId: string;

  /**
   * Star year whose rules apply.
   * @example 2026
   */
  starYear: number;

  kind: 'whatIf' | 'monteCarlo' | 'distance' | 'ruleSets';

  /** Name for people; null without one. */
  name: string | null;

  /** `pending`: its job waits or runs. The others are final. */
  status: 'pending' | 'succeeded' | 'failed' | 'cancelled';

  /** Job that computes it, at `/api/v1/jobs/{id}`; null where it was answered at once. */
  jobId: string | null;

  ruleSet: SimulationRuleSetResponse;

  /** Seed of the draws; null where nothing is drawn. */
  seed: number | null;

  /** Versions of the models behind the probabilities, given or found with the gaps, by model; several after commas. */
  modelVersions: Record<string, string>;

  /** SHA-256 of everything it is computed from besides the rule set, hexadecimal. */
  inputsDigest: string;

  /** Time of the request, RFC 3339 UTC. */
  createdAt: string;

  /** Who asked for it. */
  createdBy: string;

  /** Time of the end; null while it is pending. */
  finishedAt: string | null;
}

/** A simulation with what was asked and what came of it. */
export class SimulationResponse extends SimulationSummaryResponse {
  /** What was asked. */
  scenario: object;

  /** What came of it, by kind; null unless it has succeeded. See docs/simulations.md. */
  result: object | null;
}

/** A page of simulations. */
export class SimulationPageResponse {
  items: SimulationSummaryResponse[];

  /** Cursor of the next page; null on the last one. */
  next: string | null;
}

/** One line of simulations side by side. */
export class ComparedLineResponse {
  /**
   * What is compared.
   * @example "overall: mean"
   */
  line: string;

  /** The value in each simulation, in the order asked; null where it has no such line. */
  values: (string | number | null)[];

  /** Each value less the first one, where both are numbers; else null. */
  differences: (number | null)[];

  /** Whether any value differs from the first one. */
  differs: boolean;
}

/** Simulations side by side. */
export class SimulationComparisonResponse {
  /** The simulations in the order asked. */
  simulations: SimulationSummaryResponse[];

  /** Whether they were computed by one and the same rule set. */
  sameRuleSet: boolean;

  lines: ComparedLineResponse[];
}
