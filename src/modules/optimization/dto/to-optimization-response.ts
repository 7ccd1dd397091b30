import type { RatingOutlook } from '../../../core/optimization/index.js';
import type { OptimizationEntity, StoredPlan } from '../optimization.entity.js';
import type { OrderedMeasure } from '../optimization-order.js';
import type { AcceptanceResponse, OptimizationResponse, OptimizationSummaryResponse } from './optimization.dto.js';
import type { PlannedRatingResponse, PlanResponse } from './plan.dto.js';

const money = (cents: number): string => (Math.round(cents) / 100).toFixed(2);
const moneyOrNull = (cents: number | null): string | null => (cents === null ? null : money(cents));

const toRating = ({ chances, simulated, ...rest }: RatingOutlook): PlannedRatingResponse => ({
  ...rest,
  chances: chances.map((one) => ({ ...one })),
  simulated: simulated && { ...simulated },
});

function toRoi(roi: StoredPlan['roi']): PlanResponse['roi'] {
  const { incrementalClosures, starPoints, paybackMonths, assumptions } = roi;
  return {
    ...{ cost: money(roi.costCents), incrementalClosures, costPerClosure: moneyOrNull(roi.centsPerClosure) },
    ...{ starPoints, costPerStarPoint: moneyOrNull(roi.centsPerStarPoint) },
    ...{ expectedRevenue: moneyOrNull(roi.expectedRevenueCents), net: moneyOrNull(roi.netCents) },
    ...{ paybackMonths, assumptions: [...assumptions] },
  };
}

function toPlan(plan: StoredPlan, measures: readonly OrderedMeasure[]): PlanResponse {
  const codes = new Map(measures.map(({ code, measureId }) => [measureId, code]));
  const { status, objectiveValue, bound, gap, targetStars, margin, treatedMembers, costCents, work } = plan;
  return {
    ...{ status, objectiveValue, bound, gap, targetStars, margin, treatedMembers, cost: money(costCents), work },
    costByChannel: plan.costByChannel.map(({ costCents: cost, ...rest }) => ({ ...rest, cost: money(cost) })),
    costByType: plan.byIntervention.map(({ costCents: cost, ...rest }) => ({ ...rest, cost: money(cost) })),
    measures: plan.measures.map(({ measureId: starId, chancesBefore, chancesAfter, ...rest }) => ({
      ...{ measure: codes.get(starId) ?? starId, starId, ...rest },
      ...{ chancesBefore: [...chancesBefore], chancesAfter: [...chancesAfter] },
    })),
    ...{ before: toRating(plan.before), after: toRating(plan.after) },
    binding: plan.binding.map((one) => ({ ...one })),
    shadowPrices: plan.shadowPrices.map((one) => ({ ...one })),
    curve: plan.curve.map(({ costCents: cost, boundCents, ...rest }) => ({
      ...rest,
      ...{ cost: moneyOrNull(cost), bound: moneyOrNull(boundCents) },
    })),
    leftOut: plan.leftOut.map((one) => ({ ...one, name: codes.get(one.name) ?? one.name })),
    roi: toRoi(plan.roi),
  };
}

function toAcceptance({ acceptance, acceptedAt, acceptedBy }: OptimizationEntity): AcceptanceResponse | null {
  if (acceptance === null || acceptedAt === null) return null;
  const { created, skipped, costCents } = acceptance;
  return {
    ...{ created, ...skipped, cost: money(costCents), acceptedAt: acceptedAt.toISOString() },
    acceptedBy: acceptedBy ?? '',
  };
}

export function toOptimizationSummary(row: OptimizationEntity): OptimizationSummaryResponse {
  const { id, contractId, measurementYear, starYear, name, status, order, jobId, actions, inputsDigest } = row;
  return {
    ...{ id, contractId, measurementYear, starYear, name, status, objective: order.objective.kind, jobId, actions },
    ...{ ruleSet: { version: row.rulesetVersion, digest: row.rulesetDigest }, inputsDigest },
    ...{ acceptance: toAcceptance(row), createdAt: row.createdAt.toISOString(), createdBy: row.createdBy },
    finishedAt: row.finishedAt?.toISOString() ?? null,
  };
}

export function toOptimizationResponse(row: OptimizationEntity): OptimizationResponse {
  const { order, plan } = row;
  return { ...toOptimizationSummary(row), order: { ...order }, plan: plan && toPlan(plan, order.measures) };
}
