/**
 * Everything that a snapshot counts, in one statement and so as of one moment: members, gaps by measure, evidence and
 * tier, and what the latest predictions expect of unsettled gaps. Parameters: contract, measurement year.
 *
 * Gaps come from their running counts (`gap_counts`), which are exact and need no reading of gaps. Expected closures are
 * summed in whole units of 10^-9, so that the sum does not depend on the order of rows.
 */
export const SNAPSHOT_STATEMENT = `
  WITH counted AS (
    SELECT measure, evidence, tier, sum(gaps)::bigint AS gaps FROM gap_counts
     WHERE contract_id = $1 AND measurement_year = $2
     GROUP BY measure, evidence, tier HAVING sum(gaps) <> 0),
  latest AS (
    SELECT DISTINCT ON (member_id, measure) member_id, measure, probability FROM predictions
     WHERE contract_id = $1 AND measurement_year = $2 ORDER BY member_id, measure, id DESC),
  outlook AS (
    SELECT g.measure, count(*) AS predicted,
           (sum(round((1 - l.probability) * 1e9)::bigint) / 1e9)::numeric(20, 9) AS expected
      FROM gap_analysis g JOIN latest l ON l.member_id = g.member_id AND l.measure = g.measure
     WHERE g.contract_id = $1 AND g.measurement_year = $2 AND g.evidence IN ('open', 'prospective')
     GROUP BY g.measure),
  people AS (
    SELECT count(*) FILTER (WHERE active) AS active, count(*) AS total FROM members WHERE contract_id = $1)
  SELECT people.active::int AS "membersActive", people.total::int AS "membersTotal",
    coalesce((SELECT json_agg(c ORDER BY measure, evidence, tier) FROM counted c), '[]') AS groups,
    coalesce((SELECT json_agg(json_build_object('measure', measure, 'predicted', predicted,
      'expectedClosures', expected::text) ORDER BY measure) FROM outlook), '[]') AS outlooks
  FROM people`;

/** Gaps counted one by one, in the shape of the running counts: to check them. */
export const RECOUNT_STATEMENT = `
  SELECT measure, evidence, tier, count(*)::int AS gaps FROM gap_analysis
   WHERE contract_id = $1 AND measurement_year = $2 GROUP BY measure, evidence, tier ORDER BY measure, evidence, tier`;

/** Adds rows of the running counts together; the sums stay. */
export const COMPACT_STATEMENT = `
  WITH gone AS (DELETE FROM gap_counts RETURNING *)
  INSERT INTO gap_counts (contract_id, measurement_year, measure, evidence, tier, gaps)
  SELECT contract_id, measurement_year, measure, evidence, tier, sum(gaps) FROM gone
   GROUP BY contract_id, measurement_year, measure, evidence, tier HAVING sum(gaps) <> 0`;
