import { STAGING_SCHEMA } from '../../../platform/database/index.js';

/** Table of the gaps whose priority a job is to change; it goes with the job. */
export const dueTable = (jobId: string): string => `${STAGING_SCHEMA}.due_${jobId.replaceAll('-', '')}`;

/** Parameters: measures, levels, and the probability to stay open that gaps without a prediction are taken to have. */
const LEVELS = (from: number): string =>
  `unnest($${from}::text[], $${from + 1}::numeric[], $${from + 2}::float8[]) AS l(measure, level, unpredicted)`;

/** Level · probability to stay open in whole percents, to 0.1: the same as `gapPriority`. */
const PRIORITY = `round(l.level * floor(coalesce(g.probability, l.unpredicted) * 100 + 0.5)::numeric, 1)::real`;

const DUE = `l.measure = g.measure AND g.evidence IN ('open', 'prospective') AND g.priority <> ${PRIORITY}`;

/**
 * Numbers the unsettled gaps of a contract and year whose priority is another one, in the order of ids: read once,
 * however many batches follow. The values stand in the text, for a table made from a query takes no parameters: they
 * are checked numbers and codes.
 */
export function dueStatement(
  jobId: string,
  key: { readonly contractId: string; readonly measurementYear: number },
  levels: readonly { readonly measure: string; readonly level: number; readonly unpredicted: number }[],
): string {
  const { contractId, measurementYear } = key;
  const isSafe =
    /^[A-Z]\d{4}$/.test(contractId) && levels.every(({ measure }) => /^[A-Z]{2,5}(-[A-Z]{2,5})?$/.test(measure));
  if (!isSafe) throw new RangeError('not a contract or measure');
  const rows = levels.map(
    (one) => `('${one.measure}', ${Number(one.level)}::numeric, ${Number(one.unpredicted)}::float8)`,
  );
  return `
    CREATE UNLOGGED TABLE ${dueTable(jobId)} AS
    SELECT row_number() OVER (ORDER BY g.id)::int AS n, g.id
      FROM gap_analysis g JOIN (VALUES ${rows.join(', ')}) AS l(measure, level, unpredicted) ON ${DUE}
     WHERE g.contract_id = '${contractId}' AND g.measurement_year = ${Number(measurementYear)}`;
}

/**
 * Writes the priorities of one batch, as they follow at that moment. Its gaps are locked first, in the order of their
 * natural key as everywhere: however the planner joins, rows are locked as they were sorted. Parameters: contract, first
 * and last number, then the levels.
 */
export const rewriteStatement = (jobId: string): string => `
  WITH locked AS (
    SELECT g.id FROM ${dueTable(jobId)} d JOIN gap_analysis g ON g.id = d.id AND g.contract_id = $1, ${LEVELS(4)}
     WHERE d.n BETWEEN $2 AND $3 AND ${DUE}
     ORDER BY g.member_id, g.measurement_year, g.measure, g.contract_id FOR NO KEY UPDATE OF g)
  UPDATE gap_analysis g SET priority = ${PRIORITY} FROM locked, ${LEVELS(4)}
   WHERE g.id = locked.id AND g.contract_id = $1 AND ${DUE}`;
