import type { MeasureValue, RatingOutlook, RatingValue } from '../../../core/optimization/marginal/index.js';
import type { MarginalValuesOf } from '../priorities/marginal-values.service.js';
import type { PriorityState } from '../priorities/priority-state.entity.js';
import type { MarginalValuesQuery } from './marginal-query.dto.js';
import type {
  MarginalValuesResponse,
  MeasureValueResponse,
  RatingOutlookResponse,
  RatingValueResponse,
} from './marginal-values.dto.js';

const ASSUMPTIONS = [
  'Gaps close independently, each by its latest prediction; gaps without one stay open. Closed gaps stay closed.',
  'All other measures keep the stars of CMS’s results, and cut points are those of the star year.',
  'Worth of a gap: the value of its measure times the probability that it stays open. Values are those of the first further closure.',
];

const money = (dollars: number | null): string => (dollars ?? 0).toFixed(2);

const toValue = ({ expectedRevenue, ...rest }: RatingValue): RatingValueResponse => ({
  ...rest,
  expectedRevenue: money(expectedRevenue),
});

const toOutlook = ({ expectedRevenue, chances, ...rest }: RatingOutlook): RatingOutlookResponse => ({
  ...rest,
  expectedRevenue: money(expectedRevenue),
  chances: chances.map((one) => ({ ...one })),
});

function toMeasure(value: MeasureValue, unpredicted: number): MeasureValueResponse {
  const { measureId: starId, chances, perClosure, nextStar, ...rest } = value;
  return {
    ...{ ...rest, starId, unpredicted },
    chances: chances && [...chances],
    perClosure: perClosure && toValue(perClosure),
    nextStar: nextStar && { ...nextStar },
  };
}

export function toMarginalValuesResponse(
  { contractId, measurementYear }: MarginalValuesQuery,
  { inputs, revenue, assumed, values }: MarginalValuesOf,
  state: PriorityState | null,
): MarginalValuesResponse {
  const { starYear, rules, digest, measures } = inputs;
  const unpredicted = new Map(measures.map((one) => [one.measure, one.unpredicted]));
  const { benchmarkPmpm, bidPmpm, memberMonths, doubleBonusShare } = revenue;
  return {
    ...{ contractId, measurementYear, starYear, inputsDigest: digest },
    ruleSet: rules ? { version: rules.ruleSet.version, digest: rules.digest } : null,
    outlook: values.outlook && toOutlook(values.outlook),
    components: { ...values.components },
    measures: values.measures.map((one) => toMeasure(one, unpredicted.get(one.measure) ?? 0)),
    revenue: {
      benchmarkPmpm,
      bidPmpm,
      memberMonths,
      doubleBonusShare,
      paymentYear: starYear + 1,
      assumed: [...assumed],
    },
    assumptions: ASSUMPTIONS,
    prioritiesAt: state?.finishedAt?.toISOString() ?? null,
  };
}
