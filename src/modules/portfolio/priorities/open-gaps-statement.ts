/**
 * Unsettled gaps by measure and probability that they stay open, and settled ones that count, as of one moment.
 * Probabilities are taken to thousandths; gaps without a prediction stay open. Parameters: contract, measurement year.
 */
export const OPEN_GAPS_STATEMENT = `
  WITH counted AS (
    SELECT measure, coalesce(sum(gaps) FILTER (WHERE evidence = 'closed'), 0)::int AS closed FROM gap_counts
     WHERE contract_id = $1 AND measurement_year = $2 AND evidence IN ('open', 'closed', 'prospective')
     GROUP BY measure HAVING sum(gaps) > 0),
  unsettled AS (
    SELECT measure, coalesce(floor(probability * 1000 + 0.5), 1000)::int AS stays, count(*)::int AS gaps,
           count(*) FILTER (WHERE probability IS NULL)::int AS unpredicted
      FROM gap_analysis
     WHERE contract_id = $1 AND measurement_year = $2 AND evidence IN ('open', 'prospective') GROUP BY 1, 2)
  SELECT c.measure, c.closed, coalesce(sum(u.unpredicted), 0)::int AS unpredicted,
         coalesce(json_agg(json_build_array(u.stays, u.gaps) ORDER BY u.stays) FILTER (WHERE u.gaps > 0), '[]') AS open
    FROM counted c LEFT JOIN unsettled u ON u.measure = c.measure GROUP BY c.measure, c.closed ORDER BY c.measure`;

/**
 * What priorities depend on, for every contract and year with unsettled gaps (or one of them): counts and expectations
 * from the running counts, when CMS's results came, and how the last recomputation stands. Parameters: contract and
 * measurement year, null for all.
 */
export const PRIORITY_INPUTS_STATEMENT = `
  SELECT c.contract_id AS "contractId", c.measurement_year AS "measurementYear", c.counts,
         (SELECT string_agg(imported_at::text, ' ' ORDER BY star_year) FROM cms_table_sets) AS imports,
         s.inputs_digest AS "inputsDigest", j.finished_at IS NULL AND j.id IS NOT NULL AS "underWay", s.started_at AS "startedAt",
         s.finished_at AS "finishedAt"
    FROM (SELECT contract_id, measurement_year,
                 md5(string_agg(concat_ws(' ', measure, evidence, gaps, predicted, expected), ',' ORDER BY measure, evidence))
                   AS counts
            FROM (SELECT contract_id, measurement_year, measure, evidence, sum(gaps) AS gaps,
                         sum(predicted) AS predicted, sum(expected_nano) AS expected
                    FROM gap_counts WHERE evidence IN ('open', 'closed', 'prospective')
                     AND ($1::text IS NULL OR contract_id = $1) AND ($2::smallint IS NULL OR measurement_year = $2)
                   GROUP BY contract_id, measurement_year, measure, evidence HAVING sum(gaps) > 0) AS groups
           GROUP BY contract_id, measurement_year
          HAVING sum(gaps) FILTER (WHERE evidence <> 'closed') > 0) AS c
    LEFT JOIN gap_priority_states s USING (contract_id, measurement_year)
    LEFT JOIN jobs j ON j.id = s.job_id
   ORDER BY c.contract_id, c.measurement_year`;
