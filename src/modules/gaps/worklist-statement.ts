import type { Evidence, Tier, Work } from '../../core/gaps/index.js';
import type { Statement } from '../../platform/database/index.js';

/** Which gaps to work on; absent filters let everything through. */
export interface WorklistFilter {
  readonly contractId: string;
  readonly measurementYear: number;
  readonly measures: readonly string[];
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

type Unnamed = Omit<Statement, 'name'>;

/** Numbers the values of a statement. */
class Values {
  readonly all: unknown[] = [];

  of(value: unknown, type: string): string {
    this.all.push(value);
    return `$${this.all.length}::${type}`;
  }
}

/** Conditions that the worklist's index can check without reading a row. */
function conditions(filter: WorklistFilter, after: WorklistPosition | undefined, values: Values): string[] {
  const { tier, work, minPriority, maxPriority } = filter;
  return [
    `g.contract_id = ${values.of(filter.contractId, 'text')}`,
    `g.measurement_year = ${values.of(filter.measurementYear, 'smallint')}`,
    ...(after ? [`(g.priority, g.id) < (${values.of(after.priority, 'real')}, ${values.of(after.id, 'uuid')})`] : []),
    ...(tier === undefined ? [] : [`g.tier = ${values.of(tier, 'text')}`]),
    ...(work === undefined ? [] : [`g.work = ANY(${values.of(work, 'text[]')})`]),
    ...(minPriority === undefined ? [] : [`g.priority >= ${values.of(minPriority, 'real')}`]),
    ...(maxPriority === undefined ? [] : [`g.priority <= ${values.of(maxPriority, 'real')}`]),
  ];
}

const ORDER = 'ORDER BY g.priority DESC, g.id DESC';

/** Columns of the rows `g` and the hashes of their members, in the order of the list. */
const listed = (rows: string): string => `
    SELECT ${GAP_COLUMNS}, m.member_hash AS "memberHash" FROM (${rows}) AS g JOIN members m ON m.id = g.member_id ${ORDER}`;

/**
 * The first entries of each measure and state straight from the index, merged: a filter by measure and none at all read
 * the same index, and no page reads more than `limit` entries of each. The last of them bounds a second look at the same
 * entries, of what the page has rows of, that reads the rows: no row is looked up by its id.
 */
function merged(filter: WorklistFilter, after: WorklistPosition | undefined, limit: number): Unnamed {
  const values = new Values();
  const rows = values.of(limit, 'int');
  const where = ['g.measure = k.measure AND g.evidence = k.evidence', ...conditions(filter, after, values)].join(
    ' AND ',
  );
  const text = `
    WITH page AS MATERIALIZED (
      SELECT k.*, g.priority, g.id
        FROM unnest(${values.of(filter.measures, 'text[]')}) AS m(measure)
       CROSS JOIN unnest(${values.of(filter.evidence, 'text[]')}) AS e(evidence)
       CROSS JOIN LATERAL (SELECT m.measure, e.evidence) AS k
       CROSS JOIN LATERAL (
        SELECT g.priority, g.id FROM gap_analysis g WHERE ${where} ${ORDER} LIMIT ${rows}) AS g
       ${ORDER} LIMIT ${rows}),
    last AS MATERIALIZED (SELECT priority, id FROM page ORDER BY priority, id LIMIT 1)
    ${listed(`
      SELECT g.* FROM last CROSS JOIN (SELECT DISTINCT measure, evidence FROM page) AS k CROSS JOIN LATERAL (
        SELECT * FROM gap_analysis g WHERE ${where} AND (g.priority, g.id) >= (last.priority, last.id)
         ${ORDER} LIMIT ${rows}) AS g`)}`;
  return { text, values: values.all };
}

/** An owner's gaps, or those that are due: few, found by an index of their own. */
function narrow(filter: WorklistFilter, after: WorklistPosition | undefined, limit: number): Unnamed {
  const { owner, dueBy } = filter;
  const values = new Values();
  const where = [
    `g.measure = ANY(${values.of(filter.measures, 'text[]')})`,
    `g.evidence = ANY(${values.of(filter.evidence, 'text[]')})`,
    ...conditions(filter, after, values),
    ...(owner === undefined ? [] : [`g.owner = ${values.of(owner, 'text')}`]),
    ...(dueBy === undefined ? [] : [`g.due_on <= ${values.of(dueBy, 'date')}`]),
  ].join(' AND ');
  const text = listed(`SELECT * FROM gap_analysis g WHERE ${where} ${ORDER} LIMIT ${values.of(limit, 'int')}`);
  return { text, values: values.all };
}

/** What changes the text of the statement, rather than a value in it. */
const SHAPES = ['tier', 'work', 'minPriority', 'maxPriority', 'owner', 'dueBy'] as const;

/**
 * The statement of one page of the worklist, highest priority first, each gap once; one row more than asked for. Each
 * shape of filter has a name of its own.
 */
export function worklistStatement(
  filter: WorklistFilter,
  after: WorklistPosition | undefined,
  limit: number,
): Statement {
  const isNarrow = filter.owner !== undefined || filter.dueBy !== undefined;
  const shapes = [after ? ['after'] : [], SHAPES.filter((name) => filter[name] !== undefined)].flat();
  return { name: ['worklist', ...shapes].join('_'), ...(isNarrow ? narrow : merged)(filter, after, limit + 1) };
}
