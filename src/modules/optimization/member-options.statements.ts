import { STAGING_SCHEMA } from '../../platform/database/index.js';

/** Table with the options of each member of a plan; it goes with the job. */
export const optionsTable = (jobId: string): string => `${STAGING_SCHEMA}.options_${jobId.replaceAll('-', '')}`;

/** Steps that chances are put into for members to have equal options. */
const STEPS = 20;

const safe = (value: string): string => {
  if (!/^[A-Za-z0-9:._-]{1,80}$/.test(value)) throw new RangeError('not a code');
  return `'${value}'`;
};

/** What the options of members follow from. */
export interface OptionsFilter {
  readonly contractId: string;
  readonly measurementYear: number;
  readonly measures: readonly string[];
  readonly deadlines: Readonly<Record<string, string>>;
  readonly startsOn: string;
  readonly yearEnd: string;
  readonly contactsPerMember: number;
  /** Strata that minimum efforts name. */
  readonly strata: readonly string[];
}

function stratumCondition(stratum: string): string {
  const [kind, name = ''] = stratum.split(':');
  return kind === 'tier'
    ? `tier = ${safe(name)}`
    : kind === 'owner'
      ? `owner = ${safe(name)}`
      : `measure = ${safe(name)}`;
}

/**
 * The options of every member with unsettled gaps, one row each: which gaps, how likely each closes by itself, until when
 * it can be closed, contacts left, strata. Equal texts are equal options. Last days are taken back to the 1st or 15th.
 * A gap that nobody may work on (suppressed or refused, covered by an intervention under way, adherence that cannot be
 * reached any more, too late) is marked `x`: its chance counts, and nothing can be done. The values stand in the text,
 * for a table made from a query takes no parameters: they are checked codes and days.
 */
export function optionsStatement(jobId: string, filter: OptionsFilter): string {
  const { contractId, measurementYear: year, measures, deadlines, contactsPerMember, strata } = filter;
  const day = (value: string): string => `date ${safe(value)}`;
  const [first, last] = [day(filter.startsOn), day(filter.yearEnd)];
  const rows = measures.map((code) => {
    const until = deadlines[code];
    return `(${safe(code)}, ${until === undefined ? 'NULL::date' : day(until)})`;
  });
  const labels = strata.map(
    (one) => `CASE WHEN bool_or(${stratumCondition(one)}) THEN ' ${safe(one).slice(1, -1)}' ELSE '' END`,
  );
  return `
    CREATE UNLOGGED TABLE ${optionsTable(jobId)} AS
    WITH active AS (
      SELECT i.member_id, i.id, i.holdout FROM interventions i
       WHERE i.contract_id = ${safe(contractId)} AND i.measurement_year = ${Number(year)}
         AND i.state IN ('planned', 'in_progress')),
    covered AS (
      SELECT DISTINCT c.gap_id FROM active a JOIN intervention_gaps c ON c.intervention_id = a.id
       WHERE c.contract_id = ${safe(contractId)}),
    busy AS (SELECT member_id, CASE WHEN bool_or(holdout) THEN 1000 ELSE count(*) END AS contacts FROM active GROUP BY member_id),
    gaps AS (
      SELECT g.member_id, g.measure, g.priority, g.tier, g.owner, coalesce(1 - g.probability, 0) AS chance,
             CASE WHEN g.work IN ('suppressed', 'refused') OR c.gap_id IS NOT NULL
                       OR (g.adherence_days_covered IS NOT NULL AND g.adherence_pass_until IS NULL) THEN date '0001-01-01'
                  ELSE least(g.due_on, g.adherence_pass_until, m.until) END AS due
        FROM gap_analysis g JOIN (VALUES ${rows.join(', ')}) AS m(code, until) ON m.code = g.measure
        LEFT JOIN covered c ON c.gap_id = g.id
       WHERE g.contract_id = ${safe(contractId)} AND g.measurement_year = ${Number(year)}
         AND g.evidence IN ('open', 'prospective')),
    coded AS (
      SELECT *, measure || ':' || least(${STEPS - 1}, floor(chance * ${STEPS}))::int || ':' ||
             CASE WHEN due IS NULL OR due >= ${last} THEN '' WHEN due < ${first} THEN 'x'
                  ELSE greatest(${first}, date_trunc('month', due)::date
                                + CASE WHEN extract(day FROM due) >= 15 THEN 14 ELSE 0 END)::text END AS code
        FROM gaps),
    members_with AS (
      SELECT member_id, string_agg(code, ' ' ORDER BY measure) AS gaps, array_agg(chance ORDER BY measure) AS chances,
             max(priority) AS priority, btrim(${labels.length === 0 ? `''` : labels.join(' || ')}) AS strata
        FROM coded GROUP BY member_id)
    SELECT w.member_id, w.chances, w.priority,
           w.gaps || '|' || CASE WHEN m.active THEN greatest(0, ${Number(contactsPerMember)} - coalesce(b.contacts, 0)) ELSE 0 END
             || '|' || w.strata AS key
      FROM members_with w JOIN members m ON m.id = w.member_id LEFT JOIN busy b ON b.member_id = w.member_id`;
}

/** Members with equal options: how many, and the mean chance of each gap. */
export const groupsStatement = (jobId: string): string => `
  SELECT key, max(members)::int AS members, array_agg(chance ORDER BY place) AS chances
    FROM (SELECT o.key, u.place, count(*) AS members, avg(u.chance) AS chance
            FROM ${optionsTable(jobId)} o CROSS JOIN unnest(o.chances) WITH ORDINALITY AS u(chance, place)
           GROUP BY o.key, u.place) AS means
   GROUP BY key ORDER BY key`;

/**
 * Actions from lines. The members of a class are taken in the order of priority and number: the first ones get the first
 * line. Parameters: plan, contract, year; keys and their classes; lines (class, first and last member); actions of a line
 * (line, place, type, cost); effects (line, place, measure, share of open gaps that it closes).
 */
export const actionsStatement = (jobId: string): string => `
  WITH classes AS (SELECT * FROM unnest($4::text[], $5::int[]) AS c(key, class)),
  lines AS (SELECT * FROM unnest($6::int[], $7::int[], $8::int[], $9::int[]) AS l(line, class, first, last)),
  acts AS (SELECT * FROM unnest($10::int[], $11::int[], $12::text[], $13::numeric[]) AS a(line, place, type, cost)),
  effects AS (SELECT * FROM unnest($14::int[], $15::int[], $16::text[], $17::float8[]) AS e(line, place, measure, share)),
  ranked AS (
    SELECT o.member_id, o.priority, c.class,
           row_number() OVER (PARTITION BY c.class ORDER BY o.priority DESC, o.member_id) AS rank
      FROM ${optionsTable(jobId)} o JOIN classes c ON c.key = o.key),
  chosen AS (
    SELECT r.member_id, r.priority, l.line FROM ranked r JOIN lines l ON l.class = r.class AND r.rank BETWEEN l.first AND l.last),
  gaps AS (
    SELECT ch.member_id, ch.priority, ch.line, e.place, g.id, g.measure,
           e.share * coalesce(g.probability, 1) AS expected
      FROM chosen ch JOIN effects e ON e.line = ch.line
      JOIN gap_analysis g ON g.member_id = ch.member_id AND g.measurement_year = $3 AND g.measure = e.measure
       AND g.contract_id = $2
     WHERE g.evidence IN ('open', 'prospective'))
  INSERT INTO optimization_actions
    (optimization_id, contract_id, n, member_id, type_code, cost, gap_ids, expected_closures)
  SELECT $1, $2, row_number() OVER (ORDER BY g.priority DESC, g.member_id, g.place), g.member_id, a.type, a.cost, g.ids, g.expected
    FROM (SELECT member_id, priority, line, place, array_agg(id ORDER BY measure) AS ids, sum(expected) AS expected
            FROM gaps GROUP BY member_id, priority, line, place) AS g
    JOIN acts a ON a.line = g.line AND a.place = g.place`;
