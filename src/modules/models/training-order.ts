import { Ajv2020 } from 'ajv/dist/2020.js';
import type { FeatureSpec, TrainingSpec } from '../../core/models/index.js';

/** What a specification file says: how to read the table, and how to train on it. */
export interface TrainingFileSpec extends Omit<TrainingSpec, 'seed' | 'subgroups' | 'features'> {
  readonly seed?: number;
  /** Column with 1 for a gap and 0 for none. */
  readonly label: string;
  /** Column with the period of each row (a measurement year); without it all rows are of one period. */
  readonly period?: string;
  /** Names, or names with unit, range and direction; without it every other column. */
  readonly features?: readonly (string | FeatureSpec)[];
  /** Columns to report by (age band, sex, race/ethnicity); never features. */
  readonly subgroups?: readonly string[];
}

const name = { type: 'string', minLength: 1, maxLength: 200 };
const share = { type: 'number', exclusiveMinimum: 0, maximum: 1 };
const schema = {
  type: 'object',
  additionalProperties: false,
  required: ['measure', 'label'],
  properties: {
    measure: { type: 'string', minLength: 1, maxLength: 40 },
    label: name,
    period: name,
    seed: { type: 'integer', minimum: 0, maximum: 2 ** 32 - 1 },
    testFrom: { type: 'number' },
    folds: { type: 'integer', minimum: 2, maximum: 20 },
    calibration: { enum: ['auto', 'none', 'intercept-only', 'platt', 'isotonic'] },
    subgroups: { type: 'array', items: name, maxItems: 20, uniqueItems: true },
    features: {
      type: 'array',
      minItems: 1,
      maxItems: 1000,
      items: {
        if: { type: 'string' },
        then: name,
        else: {
          type: 'object',
          additionalProperties: false,
          required: ['name', 'min', 'max'],
          properties: {
            name,
            unit: { type: 'string', maxLength: 200, default: '' },
            min: { type: 'number' },
            max: { type: 'number' },
            monotone: { enum: [-1, 0, 1] },
          },
        },
      },
    },
    boosting: {
      if: { type: 'boolean' },
      then: { const: false },
      else: {
        type: 'object',
        additionalProperties: false,
        properties: {
          maxRounds: { type: 'integer', minimum: 1, maximum: 2000 },
          learningRate: share,
          featureShare: share,
          rowShare: share,
          maxBins: { type: 'integer', minimum: 2, maximum: 255 },
          maxLeaves: { type: 'integer', minimum: 2, maximum: 256 },
          maxDepth: { type: 'integer', minimum: 1, maximum: 12 },
          minRows: { type: 'integer', minimum: 1 },
          minHessian: { type: 'number', minimum: 0 },
          l2: { type: 'number', minimum: 0 },
          minGain: { type: 'number', minimum: 0 },
          patience: { type: 'integer', minimum: 1 },
        },
      },
    },
  },
};

const validate = new Ajv2020({ allErrors: true, useDefaults: true, strict: false }).compile<TrainingFileSpec>(schema);

/** Columns that carry race or ethnicity: never features (they are reported by, see `subgroups`). */
const RACE = /(^|[^a-z])(race|ethnicity|ethnic|hispanic|raceth|ridreth\d?|racethx)([^a-z]|$)/i;

/** Whether a column of this name is taken as race or ethnicity. */
export function isRaceColumn(column: string): boolean {
  return RACE.test(column);
}

/** A specification that cannot be followed, each problem with its place. */
export class TrainingSpecProblem extends Error {
  override name = 'TrainingSpecProblem';
  constructor(readonly problems: readonly string[]) {
    super(problems.join('\n'));
  }
}

function rangeProblems({ features }: TrainingFileSpec): string[] {
  return (features ?? []).flatMap((feature, i) => {
    const column = typeof feature === 'string' ? feature : feature.name;
    const race = isRaceColumn(column)
      ? [`/features/${i}: ${column} is race or ethnicity, which is never a feature`]
      : [];
    const empty =
      typeof feature !== 'string' && feature.min >= feature.max ? [`/features/${i}: min must be below max`] : [];
    return [...race, ...empty];
  });
}

/** Checks a specification from outside. @throws TrainingSpecProblem listing everything that is wrong */
export function checkTrainingSpec(json: unknown): TrainingFileSpec {
  const copy = structuredClone(json);
  if (!validate(copy)) {
    const problems = (validate.errors ?? [])
      .filter(({ keyword }) => keyword !== 'if')
      .map(({ instancePath, message, params }) => {
        const extra = (params as { additionalProperty?: string }).additionalProperty;
        return `${instancePath || '/'}: ${message ?? 'is wrong'}${extra === undefined ? '' : ` (${extra})`}`;
      });
    throw new TrainingSpecProblem(problems);
  }
  const problems = rangeProblems(copy);
  if (problems.length > 0) throw new TrainingSpecProblem(problems);
  return copy;
}
