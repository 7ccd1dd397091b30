import {
  list,
  mapOf,
  measureIds,
  orNull,
  percent,
  record,
  sixDecimals,
  source,
  text,
  typeId,
  year,
} from './schema-atoms.js';
import { RATING_KINDS } from './rating-kind.js';
import { cutPointsBySet } from './ruleset-schema-measures.js';

const level = { type: 'integer', minimum: 1, maximum: 99 } as const;
const factor = { type: 'number', minimum: 0, maximum: 5 } as const;
const decimals = { type: 'integer', minimum: 0, maximum: 6 } as const;
const bounds = { type: 'array', minItems: 1, items: percent } as const;
const years = { type: 'array', items: year, uniqueItems: true } as const;

const rewardFactor = record({
  percentiles: record({ meanRelativelyHigh: level, meanHigh: level, varianceLow: level, varianceHigh: level }),
  factors: record({
    highMeanLowVariance: factor,
    highMeanMediumVariance: factor,
    relativelyHighMeanLowVariance: factor,
    relativelyHighMeanMediumVariance: factor,
    otherwise: factor,
  }),
  source,
});

const thresholds = record(
  {
    kind: { enum: [...RATING_KINDS] },
    improvement: { enum: ['with', 'without'] },
    newMeasures: { enum: ['with', 'without', 'any'] },
    basis: { enum: ['published', 'estimated'] },
    mean: record({ relativelyHigh: sixDecimals, high: sixDecimals }),
    variance: record({ low: sixDecimals, high: sixDecimals }),
    source,
  },
  ['newMeasures', 'mean', 'variance'],
);

const adjustmentTable = record(
  {
    values: list({ type: 'number', minimum: -5, maximum: 5 }, 1),
    lisDualLowerBounds: bounds,
    disabilityLowerBounds: bounds,
    cells: list(list({ type: 'integer', minimum: 1 }, 1), 1),
    source,
  },
  ['lisDualLowerBounds', 'disabilityLowerBounds', 'cells'],
);
const tableOrNull = orNull(adjustmentTable);
const [partC, partDMapd, partDPdp, overall] = [tableOrNull, tableOrNull, tableOrNull, tableOrNull];

const calculation = record(
  {
    id: typeId,
    title: text,
    thresholds: list(thresholds, 1),
    cutPoints: mapOf('^[A-Z][A-Z0-9-]{1,15}$', cutPointsBySet),
    adjustmentIndex: mapOf(`^(${RATING_KINDS.join('|')})$`, adjustmentTable),
  },
  ['cutPoints', 'adjustmentIndex'],
);

const disaster = record({
  years,
  affectedPercent: percent,
  additionalReverts: list(record({ id: typeId, title: text, measures: { ...measureIds, minItems: 1 }, source })),
  exclusion: orNull(record({ affectedPercent: percent, years: { ...years, minItems: 1 }, source })),
  source,
});

/** Schema of the fields about the calculation of ratings. */
export const ratingFields = {
  improvementHoldHarmless: orNull(
    record({ scope: { enum: ['highest', 'all'] }, gate: orNull({ type: 'number', minimum: 0, maximum: 5 }), source }),
  ),
  newMeasureHoldHarmless: orNull(record({ affectedPercent: percent, source })),
  rewardFactor,
  calculations: list(calculation, 1),
  adjustmentIndex: record({ partC, partDMapd, partDPdp, overall }),
  disaster,
  icons: record({
    highPerforming: record({ stars: { type: 'number', minimum: 0, maximum: 5 }, source }),
    lowPerforming: record({
      limit: { type: 'number', minimum: 0, maximum: 5 },
      years: { type: 'integer', minimum: 1, maximum: 10 },
      source,
    }),
  }),
  arithmetic: record({
    meanDecimals: decimals,
    varianceDecimals: decimals,
    finalDecimals: decimals,
    step: { enum: [0.5, 1] },
    cap: orNull({ type: 'number', minimum: 1, maximum: 10 }),
    source,
  }),
};
