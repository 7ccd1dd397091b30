import type { OptimizationProblem } from '../../core/optimization/index.js';
import type { MarginalInputs } from '../portfolio/index.js';
import type { OptimizationOrder } from './optimization-order.js';

/** The problem without its classes; undefined where rules or CMS's results are missing. */
export function problemOf(
  order: OptimizationOrder,
  { order: { ruleSet, contract, measures } }: MarginalInputs,
): Omit<OptimizationProblem, 'classes'> | undefined {
  if (!ruleSet || !contract) return undefined;
  const ids = new Map(order.measures.map(({ code, measureId }) => [code, measureId]));
  const { budgetCents, channels, contactsPerMember, minimumEffort } = order;
  return {
    ...{ ruleSet, contract },
    measures: measures.flatMap(({ measure, numerator, denominator }) => {
      const measureId = ids.get(measure);
      return measureId === undefined || denominator === 0 ? [] : [{ measureId, numerator, denominator }];
    }),
    interventions: order.interventions,
    limits: {
      ...(budgetCents === null ? {} : { budgetCents }),
      ...{ channels, contactsPerMember, minimumEffort },
    },
    ...{ objective: order.objective, startsOn: order.startsOn, yearEnd: order.yearEnd },
  };
}
