/** What may be exported. */
export const EXPORT_KINDS = ['gaps', 'members', 'predictions', 'interventions', 'ratings'] as const;
export type ExportKind = (typeof EXPORT_KINDS)[number];

/** Which rows to export; each kind takes the filters that it has columns for. */
export interface ExportFilter {
  readonly contractId?: string;
  readonly year?: number;
  readonly measure?: string;
  readonly tier?: string;
  readonly state?: string;
}

/** The query of one kind: its columns by the names of the file, its table, its order and its filters. */
interface ExportStatement {
  readonly columns: readonly (readonly [name: string, sql: string])[];
  readonly from: string;
  readonly contract: string;
  readonly order: string;
  readonly filters: Readonly<Partial<Record<keyof ExportFilter, string>>>;
}

const HASH = ['memberHash', `encode(m.member_hash, 'hex')`] as const;
const instant = (column: string): string => `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** Money and other exact decimals leave as text, days as `YYYY-MM-DD`, instants as RFC 3339 in UTC. */
const STATEMENTS: Readonly<Record<ExportKind, ExportStatement>> = {
  gaps: {
    columns: [
      ['id', 'g.id'],
      HASH,
      ['contractId', 'g.contract_id'],
      ['measurementYear', 'g.measurement_year'],
      ['measure', 'g.measure'],
      ['evidence', 'g.evidence'],
      ['source', 'g.evidence_source'],
      ['asOf', 'g.evidence_as_of::text'],
      ['reason', 'g.open_reason'],
      ['work', 'g.work'],
      ['owner', 'g.owner'],
      ['tier', 'g.tier'],
      ['priority', 'g.priority'],
      ['dueOn', 'g.due_on::text'],
      ['daysCovered', 'g.adherence_days_covered'],
      ['daysAllowed', 'g.adherence_days_allowed'],
      ['passUntil', 'g.adherence_pass_until::text'],
      ['probability', 'g.probability'],
    ],
    from: 'gap_analysis g JOIN members m ON m.id = g.member_id',
    contract: 'g.contract_id',
    order: 'g.contract_id, g.measurement_year DESC, g.priority DESC, g.id',
    filters: { year: 'g.measurement_year', measure: 'g.measure', tier: 'g.tier', state: 'g.evidence' },
  },
  members: {
    columns: [
      HASH,
      ['contractId', 'm.contract_id'],
      ['active', 'm.active'],
      ['firstActivityOn', 'm.first_activity_on::text'],
      ['lastActivityOn', 'm.last_activity_on::text'],
    ],
    from: 'members m',
    contract: 'm.contract_id',
    order: 'm.contract_id, m.id',
    filters: {},
  },
  predictions: {
    columns: [
      ['id', 'p.id'],
      HASH,
      ['contractId', 'p.contract_id'],
      ['measurementYear', 'p.measurement_year'],
      ['measure', 'p.measure'],
      ['probability', 'p.probability'],
      ['tier', 'p.tier'],
      ['modelId', 'p.model_id'],
      ['modelVersion', 'p.model_version'],
      ['createdAt', instant('p.created_at')],
    ],
    from: 'predictions p JOIN members m ON m.id = p.member_id',
    contract: 'p.contract_id',
    order: 'p.contract_id, p.id',
    filters: { year: 'p.measurement_year', measure: 'p.measure', tier: 'p.tier' },
  },
  interventions: {
    columns: [
      ['id', 'i.id'],
      HASH,
      ['contractId', 'i.contract_id'],
      ['measurementYear', 'i.measurement_year'],
      ['type', 'i.type_code'],
      ['state', 'i.state'],
      ['outcome', 'i.outcome'],
      ['holdout', 'i.holdout'],
      ['cost', 'i.cost::text'],
      ['value', 'i.value::text'],
      ['plannedOn', 'i.planned_on::text'],
      ['endedAt', instant('i.ended_at')],
    ],
    from: 'interventions i JOIN members m ON m.id = i.member_id',
    contract: 'i.contract_id',
    order: 'i.contract_id, i.id',
    filters: { year: 'i.measurement_year', state: 'i.state' },
  },
  ratings: {
    columns: [
      ['id', 'r.id'],
      ['contractId', 'r.contract_id'],
      ['starYear', 'r.star_year'],
      ['source', 'r.source'],
      ['partC', 'r.part_c_stars::text'],
      ['partD', 'r.part_d_stars::text'],
      ['overall', 'r.overall_stars::text'],
      ['provisional', 'r.provisional'],
      ['rulesetVersion', 'r.ruleset_version'],
      ['inputsDigest', 'r.inputs_digest'],
      ['createdAt', instant('r.created_at')],
    ],
    from: 'star_ratings r',
    contract: 'r.contract_id',
    order: 'r.contract_id, r.star_year, r.created_at, r.id',
    filters: { year: 'r.star_year' },
  },
};

/** The names of a kind's columns, in order. */
export const exportColumns = (kind: ExportKind): string[] => STATEMENTS[kind].columns.map(([name]) => name);

/** Filters that a kind cannot apply. */
export const unknownFilters = (kind: ExportKind, filter: ExportFilter): string[] =>
  (['year', 'measure', 'tier', 'state'] as const).filter(
    (name) => filter[name] !== undefined && STATEMENTS[kind].filters[name] === undefined,
  );

/**
 * The SQL of an export and its parameters.
 * @param contracts that the caller may see; null for all.
 */
export function exportStatement(
  kind: ExportKind,
  filter: ExportFilter,
  contracts: readonly string[] | null,
): { sql: string; values: unknown[] } {
  const { columns, from, contract, order, filters } = STATEMENTS[kind];
  const values: unknown[] = [];
  const where: string[] = [];
  const equal = (column: string, value: unknown, operator = '= '): void => {
    values.push(value);
    where.push(operator === '= ' ? `${column} = $${values.length}` : `${column} = ANY ($${values.length}::text[])`);
  };
  if (contracts !== null) equal(contract, contracts, 'any');
  if (filter.contractId !== undefined) equal(contract, filter.contractId);
  for (const name of ['year', 'measure', 'tier', 'state'] as const) {
    const column = filters[name];
    if (column !== undefined && filter[name] !== undefined) equal(column, filter[name]);
  }
  const selected = columns.map(([name, sql]) => `${sql} AS "${name}"`).join(', ');
  const condition = where.length > 0 ? ` WHERE ${where.join(' AND ')}` : '';
  return { sql: `SELECT ${selected} FROM ${from}${condition} ORDER BY ${order}`, values };
}
