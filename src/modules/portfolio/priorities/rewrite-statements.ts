import { STAGING_SCHEMA } from '../../../platform/database/index.js';

/** Table of the gaps whose priority a job is to change; it goes with the job. */
export const dueTable = (jobId: string): string => `${STAGING_SCHEMA}.due_${jobId.replaceAll('-', '')}`;

/** Level of a measure, and the probability to stay open that gaps without a prediction are taken to have. */
export interface Level {
  readonly measure: string;
  readonly level: number;
  readonly unpredicted: number;
}

const byMeasure = (levels: readonly Level[], value: (level: Level) => number): string =>
  `(CASE g.measure ${levels.map((one) => `WHEN '${one.measure}' THEN ${value(one)}::float8`).join(' ')} END)`;

/**
 * Level · probability to stay open in whole percents, to 0.1: the same as `gapPriority`, digit by digit. The values stand
 * in the text: a table made from a query takes no parameters, and no join can be planned badly. They are checked codes
 * and numbers.
 */
function priorityOf(levels: readonly Level[]): string {
  if (!levels.every(({ measure }) => /^[A-Z]{2,5}(-[A-Z]{2,5})?$/.test(measure))) throw new RangeError('not a measure');
  const level = byMeasure(levels, (one) => Math.round(one.level * 100));
  const unpredicted = byMeasure(levels, (one) => one.unpredicted);
  return `(floor(${level} * floor(coalesce(g.probability, ${unpredicted}) * 100 + 0.5) / 10 + 0.5) / 10)::real`;
}

/** Gaps whose priority is another one; those of measures without a level stay as they are. */
const dueWith = (priority: string): string => `g.evidence IN ('open', 'prospective') AND g.priority <> ${priority}`;

/**
 * Numbers the unsettled gaps of a contract and year whose priority is another one, in the order of ids: read once,
 * however many batches follow.
 */
export function dueStatement(
  jobId: string,
  { contractId, measurementYear }: { readonly contractId: string; readonly measurementYear: number },
  levels: readonly Level[],
): string {
  if (!/^[A-Z]\d{4}$/.test(contractId)) throw new RangeError('not a contract');
  return `
    CREATE UNLOGGED TABLE ${dueTable(jobId)} AS
    SELECT row_number() OVER (ORDER BY g.id)::int AS n, g.id FROM gap_analysis g
     WHERE g.contract_id = '${contractId}' AND g.measurement_year = ${Number(measurementYear)}
       AND ${dueWith(priorityOf(levels))}`;
}

/**
 * Writes the priorities of one batch, as they follow at that moment. Its gaps are found by key, as an array is, whatever
 * the planner knows of the tables, and locked first, in the order of their natural key as everywhere. Parameters:
 * contract, first and last number.
 */
export function rewriteStatement(jobId: string, levels: readonly Level[]): string {
  const priority = priorityOf(levels);
  return `
  WITH locked AS (
    SELECT g.id FROM gap_analysis g
     WHERE g.id = ANY (ARRAY(SELECT id FROM ${dueTable(jobId)} WHERE n BETWEEN $2 AND $3)) AND g.contract_id = $1
       AND ${dueWith(priority)}
     ORDER BY g.member_id, g.measurement_year, g.measure, g.contract_id FOR NO KEY UPDATE OF g)
  UPDATE gap_analysis g SET priority = ${priority} FROM locked WHERE g.id = locked.id AND g.contract_id = $1`;
}
