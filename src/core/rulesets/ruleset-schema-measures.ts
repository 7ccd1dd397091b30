import {
  count,
  list,
  mapOf,
  measureId,
  measureIds,
  orNull,
  part,
  record,
  source,
  text,
  typeId,
  typeIdPattern,
  year,
} from './schema-atoms.js';
import { CUT_POINT_SETS } from './rating-kind.js';

const cutPoints = {
  type: 'array',
  minItems: 4,
  maxItems: 4,
  items: { type: 'number' },
  description: 'The boundaries 1|2, 2|3, 3|4, 4|5: rising where higher is better, falling where lower is better.',
} as const;

/** Cut points by set. */
export const cutPointsBySet = {
  ...record({ mapd: cutPoints, pdp: cutPoints }, ['mapd', 'pdp']),
  minProperties: 1,
} as const;

const measure = record(
  {
    id: measureId,
    name: text,
    codes: {
      ...list(text, 0),
      uniqueItems: true,
      description: 'HEDIS, PQA or other codes for looking the measure up.',
    },
    part,
    domain: measureId,
    weight: { type: 'number', minimum: 0, maximum: 20 },
    category: { enum: ['process', 'intermediateOutcome', 'outcome', 'patientExperience', 'access', 'improvement'] },
    newMeasure: {
      type: 'boolean',
      description: 'New (or re-specified) in this star year: takes part in the new-measure hold harmless.',
    },
    unit: { enum: ['percent', 'score', 'per1000', 'improvement'] },
    decimals: { type: 'integer', minimum: 0, maximum: 9, description: 'Most decimals a published score has.' },
    range: record({ min: { type: 'number' }, max: { type: 'number' } }),
    better: { enum: ['higher', 'lower'] },
    method: { enum: ['clustering', 'cahps', 'improvement', 'fixed'] },
    neverLowReliability: { type: 'array', items: { enum: [...CUT_POINT_SETS] }, uniqueItems: true },
    disasterYears: { type: 'array', items: year, uniqueItems: true },
    requiredOf: { type: 'array', items: typeId, uniqueItems: true },
    cutPoints: cutPointsBySet,
    source,
  },
  ['neverLowReliability', 'requiredOf', 'cutPoints'],
);

const domain = record({
  id: measureId,
  name: text,
  part,
  measures: { ...measureIds, minItems: 1 },
  minimumRated: mapOf(typeIdPattern, orNull(count)),
  source,
});

const stars = {
  type: 'array',
  minItems: 1,
  uniqueItems: true,
  items: { type: 'integer', minimum: 1, maximum: 5 },
} as const;
const starsByGroup = record({ '1': stars, '2': stars, '3': stars, '4': stars, '5': stars });

/** Schema of the fields about measures and domains. */
export const measureFields = {
  domains: list(domain, 1),
  measures: list(measure, 1),
  cahpsPossibleStars: orNull(record({ byBaseGroup: starsByGroup, withoutLowReliability: starsByGroup, source })),
  overallDuplicates: list(record({ drop: measureId, keep: measureId, source })),
  weightExceptions: list(
    record({
      when: { enum: ['puertoRicoOnly'] },
      measures: { ...measureIds, minItems: 1 },
      weight: { type: 'number', minimum: 0, maximum: 20 },
      source,
    }),
  ),
};
