import {
  type Adherence,
  adherenceStanding,
  EVIDENCE,
  EVIDENCE_SOURCES,
  gapMeasure,
  OPEN_REASONS,
  reportingWindow,
} from '../gaps/index.js';
import * as check from './field-checks.js';
import type { ImportField, ImportKind, ImportSchema, RowProblem, RowValues } from './import-schema.js';

const required = (name: string, rule: check.FieldCheck): ImportField => ({ name, required: true, check: rule });
const optional = (name: string, rule: check.FieldCheck): ImportField => ({ name, required: false, check: rule });

const MEMBER = [optional('memberId', check.memberId), optional('memberHash', check.memberHash)];

function oneMember({ memberId, memberHash }: RowValues): RowProblem[] {
  return (memberId === undefined) === (memberHash === undefined) ? [{ field: 'memberId', code: 'one-member' }] : [];
}

function activityOrder({ firstActivityOn, lastActivityOn }: RowValues): RowProblem[] {
  const wrong = firstActivityOn !== undefined && lastActivityOn !== undefined && lastActivityOn < firstActivityOn;
  return wrong ? [{ field: 'lastActivityOn', code: 'activity-order' }] : [];
}

function measureOfYear({ measure = '', measurementYear }: RowValues): RowProblem[] {
  return gapMeasure(measure, Number(measurementYear)) ? [] : [{ field: 'measure', code: 'measure-of-year' }];
}

function evidenceRules(values: RowValues): RowProblem[] {
  const { measurementYear, evidence, reason } = values;
  const year = Number(measurementYear);
  const { from, to } = reportingWindow(year);
  const problems = [...oneMember(values), ...measureOfYear(values)];
  if (reason !== undefined && evidence !== 'open') problems.push({ field: 'reason', code: 'reason-without-open' });
  for (const field of ['asOf', 'dueOn']) {
    const day = values[field];
    if (day !== undefined && (day < from || day > to)) problems.push({ field, code: 'date-outside-year' });
  }
  return problems;
}

/** The adherence facts of a row; undefined when it has none. */
export function adherenceOf(values: RowValues): Adherence | undefined {
  const { treatmentStart, treatmentEnd, daysCovered, coveredThrough, measurementYear } = values;
  if (treatmentStart === undefined && daysCovered === undefined && coveredThrough === undefined) return undefined;
  return {
    treatmentStart: treatmentStart ?? '',
    treatmentEnd: treatmentEnd ?? `${measurementYear}-12-31`,
    daysCovered: Number(daysCovered),
    coveredThrough: coveredThrough ?? '',
  };
}

function adherenceRules(values: RowValues): RowProblem[] {
  const facts = adherenceOf(values);
  const year = Number(values.measurementYear);
  if (!facts) return [];
  if (!gapMeasure(values.measure ?? '', year)?.adherence) return [{ field: 'daysCovered', code: 'not-adherence' }];
  try {
    adherenceStanding(facts, year);
    return [];
  } catch {
    return [{ field: 'daysCovered', code: 'adherence-facts' }];
  }
}

function scoreStarOrNote({ score, star, note }: RowValues): RowProblem[] {
  return score === undefined && star === undefined && note === undefined
    ? [{ field: 'score', code: 'score-star-or-note' }]
    : [];
}

const EVIDENCE_FIELDS = [
  ...MEMBER,
  required('contractId', check.contractId),
  required('measurementYear', check.year),
  required('measure', check.measureCode),
  required('evidence', check.oneOf(EVIDENCE)),
  required('source', check.oneOf(EVIDENCE_SOURCES)),
  required('asOf', check.day),
  optional('reason', check.oneOf(OPEN_REASONS)),
];

const SCHEMAS: Readonly<Record<ImportKind, ImportSchema>> = {
  members: {
    kind: 'members',
    fields: [
      ...MEMBER,
      required('contractId', check.contractId),
      optional('active', check.boolean),
      optional('firstActivityOn', check.day),
      optional('lastActivityOn', check.day),
    ],
    together: (values) => [...oneMember(values), ...activityOrder(values)],
  },
  gaps: {
    kind: 'gaps',
    fields: [
      ...EVIDENCE_FIELDS,
      optional('tier', check.oneOf(['high', 'medium', 'low'])),
      optional('priority', check.numberIn(0, 100)),
      optional('dueOn', check.day),
      optional('treatmentStart', check.day),
      optional('treatmentEnd', check.day),
      optional('daysCovered', check.integerIn(1, 366)),
      optional('coveredThrough', check.day),
    ],
    together: (values) => [...evidenceRules(values), ...adherenceRules(values)],
  },
  outcomes: { kind: 'outcomes', fields: EVIDENCE_FIELDS, together: evidenceRules },
  'measure-results': {
    kind: 'measure-results',
    fields: [
      required('contractId', check.contractId),
      required('starYear', check.year),
      required('measureId', check.measureCode),
      optional('score', check.numberIn(-1_000_000, 1_000_000)),
      optional('star', check.integerIn(1, 5)),
      optional('note', check.shortText),
    ],
    together: scoreStarOrNote,
  },
  predictions: {
    kind: 'predictions',
    fields: [...MEMBER, required('measurementYear', check.year), required('measure', check.measureCode)],
    features: new Set(),
    together: (values) => [...oneMember(values), ...measureOfYear(values)],
  },
};

/** The format of a kind. */
export const importSchema = (kind: ImportKind): ImportSchema => SCHEMAS[kind];
