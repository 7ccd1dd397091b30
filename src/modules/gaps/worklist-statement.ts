import { type Evidence, GAP_MEASURE_CODES, type Tier, TIERS, type Work } from '../../core/gaps/index.js';
import type { Statement } from '../../platform/database/index.js';

/** Which gaps to work on; absent filters let everything through. */
export interface WorklistFilter {
  readonly contractId: string;
  readonly measurementYear: number;
  readonly measures?: readonly string[];
  readonly evidence: readonly Evidence[];
  readonly tier?: Tier;
  readonly work?: readonly Work[];
  readonly minPriority?: number;
  readonly maxPriority?: number;
  readonly owner?: string;
  /** Due on this day or before. */
  readonly dueBy?: string;
}

/** Where a page ends: the next one starts behind it. */
export interface WorklistPosition {
  readonly priority: number;
  readonly id: string;
}

/** The columns of a gap, of the table named `g`. */
export const GAP_COLUMNS = `g.id, g.contract_id AS "contractId", g.member_id AS "memberId", g.version, g.measure, g.evidence, g.work,
           g.measurement_year AS "measurementYear", g.evidence_source AS "evidenceSource",
           g.evidence_as_of::text AS "evidenceAsOf", g.open_reason AS "openReason", g.owner, g.due_on::text AS "dueOn",
           g.priority, g.tier, g.probability, g.prediction_id AS "predictionId",
           g.adherence_days_covered AS "adherenceDaysCovered",
           g.adherence_days_allowed AS "adherenceDaysAllowed", g.adherence_pass_until::text AS "adherencePassUntil",
           g.created_at AS "createdAt", g.updated_at AS "updatedAt"`;

/** What a page is read by. */
export type WorklistStatement = Omit<Statement, 'name'>;

/** Numbers the values of a statement. */
class Values {
  readonly all: unknown[] = [];

  of(value: unknown, type: string): string {
    this.all.push(value);
    return `$${this.all.length}::${type}`;
  }
}

/** Whether only gaps are asked for that somebody has begun to work on: few among many. */
const hasBegun = ({ work }: WorklistFilter): boolean => work !== undefined && !work.includes('identified');

/** Conditions that the worklist's index can check without reading a row. */
function conditions(filter: WorklistFilter, after: WorklistPosition | undefined, values: Values): string[] {
  const { work, minPriority, maxPriority } = filter;
  return [
    `g.contract_id = ${values.of(filter.contractId, 'text')}`,
    `g.measurement_year = ${values.of(filter.measurementYear, 'smallint')}`,
    ...(after ? [`(g.priority, g.id) < (${values.of(after.priority, 'real')}, ${values.of(after.id, 'uuid')})`] : []),
    ...(work === undefined ? [] : [`g.work = ANY(${values.of(work, 'text[]')})`]),
    ...(minPriority === undefined ? [] : [`g.priority >= ${values.of(minPriority, 'real')}`]),
    ...(maxPriority === undefined ? [] : [`g.priority <= ${values.of(maxPriority, 'real')}`]),
  ];
}

const ORDER = 'ORDER BY g.priority DESC, g.id DESC';

/** The same within one tier, in the words of the index: of rows without a tier the planner would not know it. */
const ORDER_IN_TIER = 'ORDER BY g.tier DESC, g.priority DESC, g.id DESC';

/** Columns of the rows `g`, few enough to find each one's member by key, in the order of the list. */
const listed = (rows: string): string => `
    SELECT ${GAP_COLUMNS}, (SELECT m.member_hash FROM members m WHERE m.id = g.member_id) AS "memberHash"
      FROM (${rows}) AS g ${ORDER}`;

/**
 * The first entries of each measure, state and tier straight from the index, merged: no page reads more than `limit`
 * entries of each. The last of them bounds a second look at the same entries, where the page has any, that reads the
 * rows: no row is looked up by its id.
 */
function merged(filter: WorklistFilter, after: WorklistPosition | undefined, limit: number): WorklistStatement {
  const values = new Values();
  const rows = values.of(limit, 'int');
  const where = ['g.measure = k.measure AND g.evidence = k.evidence', ...conditions(filter, after, values)].join(
    ' AND ',
  );
  const first = (columns: string, bound = ''): string => {
    const inTier = (tier: string): string =>
      `(SELECT ${columns} FROM gap_analysis g WHERE ${where} AND ${tier} ${bound} ${ORDER_IN_TIER} LIMIT ${rows})`;
    return `CROSS JOIN LATERAL (${inTier('g.tier = k.tier')}
      UNION ALL ${inTier('g.tier IS NULL AND k.tier IS NULL')}) AS g`;
  };
  const tiers = filter.tier === undefined ? [...TIERS, null] : [filter.tier]; // null: no prediction
  const text = `
    WITH page AS MATERIALIZED (
      SELECT g.priority, g.id, k.*
        FROM (SELECT * FROM unnest(${values.of(filter.measures ?? GAP_MEASURE_CODES, 'text[]')}) AS m(measure)
               CROSS JOIN unnest(${values.of(filter.evidence, 'text[]')}) AS e(evidence)
               CROSS JOIN unnest(${values.of(tiers, 'text[]')}) AS t(tier)) AS k
       ${first('g.priority, g.id')} ${ORDER} LIMIT ${rows}),
    last AS MATERIALIZED (SELECT priority, id FROM page ORDER BY priority, id LIMIT 1)
    ${listed(`
      SELECT g.* FROM last CROSS JOIN (SELECT DISTINCT measure, evidence, tier FROM page) AS k
       ${first('*', 'AND (g.priority, g.id) >= (last.priority, last.id)')}`)}`;
  return { text, values: values.all };
}

/** Conditions on measure and tier, where the index is sorted by something else. */
const kinds = ({ measures, tier }: WorklistFilter, values: Values): string[] => [
  ...(measures === undefined ? [] : [`g.measure = ANY(${values.of(measures, 'text[]')})`]),
  ...(tier === undefined ? [] : [`g.tier = ${values.of(tier, 'text')}`]),
];

/** The first rows of each state of evidence, or of evidence and work, straight from an index of theirs, merged. */
function byState(filter: WorklistFilter, after: WorklistPosition | undefined, limit: number): WorklistStatement {
  const values = new Values();
  const rows = values.of(limit, 'int');
  const begun = hasBegun(filter) ? filter.work : undefined;
  const where = [
    ...(begun === undefined ? [] : [`g.work = w.state AND g.work <> 'identified'`]),
    ...['g.evidence = e.state', ...kinds(filter, values), ...conditions(filter, after, values)],
  ].join(' AND ');
  const text = listed(`
      SELECT g.* FROM unnest(${values.of(filter.evidence, 'text[]')}) AS e(state)
       ${begun === undefined ? '' : `CROSS JOIN unnest(${values.of(begun, 'text[]')}) AS w(state)`}
       CROSS JOIN LATERAL (SELECT * FROM gap_analysis g WHERE ${where} ${ORDER} LIMIT ${rows}) AS g
       ${ORDER} LIMIT ${rows}`);
  return { text, values: values.all };
}

/** An owner's gaps, or those that are due: few, found by an index of their own. */
function narrow(filter: WorklistFilter, after: WorklistPosition | undefined, limit: number): WorklistStatement {
  const { owner, dueBy } = filter;
  const values = new Values();
  const where = [
    `g.evidence = ANY(${values.of(filter.evidence, 'text[]')})`,
    ...kinds(filter, values),
    ...conditions(filter, after, values),
    ...(owner === undefined ? [] : [`g.owner = ${values.of(owner, 'text')}`]),
    ...(dueBy === undefined ? [] : [`g.due_on <= ${values.of(dueBy, 'date')}`]),
  ].join(' AND ');
  const text = listed(`SELECT * FROM gap_analysis g WHERE ${where} ${ORDER} LIMIT ${values.of(limit, 'int')}`);
  return { text, values: values.all };
}

/**
 * The statement of one page of the worklist, highest priority first, each gap once; one row more than asked for. It has no
 * name to be prepared by: a plan for all values would take every list for a long one.
 */
export function worklistStatement(
  filter: WorklistFilter,
  after: WorklistPosition | undefined,
  limit: number,
): WorklistStatement {
  if (filter.owner !== undefined || filter.dueBy !== undefined) return narrow(filter, after, limit + 1);
  const isOfAKind = filter.measures !== undefined || filter.tier !== undefined;
  return (isOfAKind && !hasBegun(filter) ? merged : byState)(filter, after, limit + 1);
}
