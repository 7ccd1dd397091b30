import { OPTIMIZATION_STATUSES, type OptimizationStatus } from '../optimization.entity.js';
import { ApiProperty } from '@nestjs/swagger';
import { PlanResponse } from './plan.dto.js';

/** The rule set of a plan. */
export class OptimizationRuleSetResponse {
  /** @example "2026.1" */
  version: string;

  /** SHA-256, hexadecimal. */
  digest: string;
}

/** What accepting a plan came to. */
export class AcceptanceResponse {
  /**
   * Interventions that were planned.
   * @example 1803
   */
  created: number;

  /**
   * Actions left out because every gap is settled or not to be worked on any more.
   * @example 21
   */
  settled: number;

  /**
   * Actions left out because an intervention under way covers every gap.
   * @example 9
   */
  covered: number;

  /**
   * Actions left out because the member is not active any more.
   * @example 7
   */
  inactive: number;

  /**
   * Cost of what was planned, in dollars.
   * @example "178650.00"
   */
  cost: string;

  /** @example "2026-06-01T09:30:00.000Z" */
  acceptedAt: string;

  /** @example "key:01936d5e-6f0f-7b8e-9a53-2f1f6a3c9a10" */
  acceptedBy: string;
}

/** A plan as lists show it. */
export class OptimizationSummaryResponse {
  /** @example "01936d5e-6f0f-7b8e-9a53-2f1f6a3c9a10" */
  id: string;

  /** @example "H1234" */
  contractId: string;

  /** @example 2026 */
  measurementYear: number;

  /** @example 2028 */
  starYear: number;

  /** @example "Autumn outreach" */
  name: string | null;

  /** `pending`: its job waits or runs. The others are final. */
  @ApiProperty({ enum: OPTIMIZATION_STATUSES })
  status: OptimizationStatus;

  /**
   * `cost`, `probability` or `value`.
   * @example "cost"
   */
  objective: string;

  /** Its job, for progress and cancelling. */
  jobId: string;

  /**
   * Contacts that it plans.
   * @example 1840
   */
  actions: number;

  ruleSet: OptimizationRuleSetResponse;

  /** SHA-256 of order, gaps, CMS's results and rules, hexadecimal; null until the plan is made. */
  inputsDigest: string | null;

  acceptance: AcceptanceResponse | null;

  /** @example "2026-06-01T09:00:00.000Z" */
  createdAt: string;

  createdBy: string;

  finishedAt: string | null;
}

/** A plan with everything that it rests on. */
export class OptimizationResponse extends OptimizationSummaryResponse {
  /**
   * What was asked, defaults filled in: limits, types with cost, success and measures, days, seed.
   * @example { "startsOn": "2026-06-01", "contactsPerMember": 1, "seed": 1 }
   */
  order: Record<string, unknown>;

  /** Null until it is made. */
  plan: PlanResponse | null;
}

/** One page of plans, newest first. */
export class OptimizationPageResponse {
  items: OptimizationSummaryResponse[];

  /** Cursor of the next page; null on the last one. */
  next: string | null;
}

/** A gap that an action works on. */
export class ActionGapResponse {
  /** @example "01936d5e-6f0f-7b8e-9a53-2f1f6a3c9a10" */
  id: string;

  /** @example "COL" */
  measure: string;
}

/** One contact of the plan. */
export class ActionResponse {
  /**
   * Place in the plan: highest priority first.
   * @example 1
   */
  n: number;

  /** @example "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08" */
  memberHash: string;

  /** @example "home_kit" */
  typeCode: string;

  /** @example "mail" */
  channel: string;

  /** @example "45.00" */
  cost: string;

  gaps: ActionGapResponse[];

  /**
   * Closures more than without it.
   * @example 0.21
   */
  expectedClosures: number;

  /** The intervention that accepting the plan made of it; null before. */
  interventionId: string | null;

  /**
   * Why accepting the plan left it out: `settled`, `covered`, `inactive`.
   * @example null
   */
  skipped: string | null;
}

/** One page of a plan's actions. */
export class ActionPageResponse {
  items: ActionResponse[];

  /** Cursor of the next page; null on the last one. */
  next: string | null;
}
