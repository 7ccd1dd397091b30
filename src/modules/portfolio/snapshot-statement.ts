/**
 * Everything that a snapshot counts, in one statement and so as of one moment: members, gaps by measure, evidence and
 * tier, and what the latest predictions expect of unsettled gaps. Parameters: contract, measurement year.
 *
 * All but members comes from the running counts (`gap_counts`), which are exact and need no reading of gaps. Expected
 * closures are summed in whole units of 10^-9, so that the sum does not depend on the order of rows.
 */
export const SNAPSHOT_STATEMENT = `
  WITH counted AS (
    SELECT measure, evidence, tier, sum(gaps)::bigint AS gaps, sum(predicted)::bigint AS predicted,
           sum(expected_nano) AS nano FROM gap_counts
     WHERE contract_id = $1 AND measurement_year = $2
     GROUP BY measure, evidence, tier HAVING sum(gaps) <> 0),
  outlook AS (
    SELECT measure, sum(predicted)::bigint AS predicted, (sum(nano) / 1e9)::numeric(20, 9) AS expected FROM counted
     GROUP BY measure HAVING sum(predicted) <> 0),
  people AS (
    SELECT count(*) FILTER (WHERE active) AS active, count(*) AS total FROM members WHERE contract_id = $1)
  SELECT people.active::int AS "membersActive", people.total::int AS "membersTotal",
    coalesce((SELECT json_agg(json_build_object('measure', measure, 'evidence', evidence, 'tier', tier, 'gaps', gaps)
      ORDER BY measure, evidence, tier) FROM counted), '[]') AS groups,
    coalesce((SELECT json_agg(json_build_object('measure', measure, 'predicted', predicted,
      'expectedClosures', expected::text) ORDER BY measure) FROM outlook), '[]') AS outlooks
  FROM people`;

/** Gaps counted one by one, in the shape of the running counts: to check them. */
export const RECOUNT_STATEMENT = `
  SELECT measure, evidence, tier, count(*)::int AS gaps FROM gap_analysis
   WHERE contract_id = $1 AND measurement_year = $2 GROUP BY measure, evidence, tier ORDER BY measure, evidence, tier`;

/** What the latest predictions expect, counted one by one from the predictions themselves: to check the counts. */
export const RECOUNT_OUTLOOK_STATEMENT = `
  SELECT g.measure, count(*)::int AS predicted,
         ((sum(round((1 - p.probability) * 1e9)::bigint) / 1e9)::numeric(20, 9))::text AS "expectedClosures"
    FROM gap_analysis g CROSS JOIN LATERAL (
      SELECT p.probability FROM predictions p
       WHERE p.member_id = g.member_id AND p.measure = g.measure AND p.measurement_year = g.measurement_year
         AND p.contract_id = g.contract_id ORDER BY p.id DESC LIMIT 1) AS p
   WHERE g.contract_id = $1 AND g.measurement_year = $2 AND g.evidence IN ('open', 'prospective')
   GROUP BY g.measure ORDER BY g.measure`;

/** Adds rows of the running counts together; the sums stay. */
export const COMPACT_STATEMENT = `
  WITH gone AS (DELETE FROM gap_counts RETURNING *)
  INSERT INTO gap_counts (contract_id, measurement_year, measure, evidence, tier, gaps, predicted, expected_nano)
  SELECT contract_id, measurement_year, measure, evidence, tier, sum(gaps), sum(predicted), sum(expected_nano) FROM gone
   GROUP BY contract_id, measurement_year, measure, evidence, tier
  HAVING sum(gaps) <> 0 OR sum(predicted) <> 0 OR sum(expected_nano) <> 0`;
