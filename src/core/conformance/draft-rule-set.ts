import type { CmsTableSet, CutPointsOfCalculation, MeasureColumn } from '../cms-tables/index.js';
import { RATING_KINDS, type ContractYear, type RatingKind } from '../ratings/index.js';
import { sameScores, scoreShape, type ScoreShape } from './score-shape.js';

/** A measure as far as the tables tell it. What they do not tell is null, so that the rule-set check names it until it is filled in. */
export interface MeasureDraft extends ScoreShape {
  readonly id: string;
  readonly name: string;
  readonly codes: readonly string[];
  readonly part: 'C' | 'D';
  readonly domain: string | null;
  readonly weight: null;
  readonly category: 'improvement' | null;
  readonly newMeasure: null;
  readonly better: 'higher' | 'lower' | null;
  /** Null where the tables leave it open: they do not tell CAHPS measures from clustered ones. */
  readonly method: 'improvement' | null;
  readonly disasterYears: null;
  readonly cutPoints: Readonly<Partial<Record<'mapd' | 'pdp', readonly number[]>>>;
  readonly source: string;
}

/** A domain with its measures as the header rows give them. */
export interface DomainDraft {
  readonly id: string;
  readonly name: string;
  readonly part: 'C' | 'D';
  readonly measures: readonly string[];
  readonly minimumRated: null;
  readonly source: string;
}

/** The parts of a rule set that CMS's tables tell, in the rule set's own format, and what is left to fill in. */
export interface RuleSetDraft {
  readonly starYear: number;
  readonly domains: readonly DomainDraft[];
  readonly measures: readonly MeasureDraft[];
  /** Measures of both parts whose scores never differ: the candidates for being counted once in the overall rating. */
  readonly overallDuplicates: readonly { readonly drop: string; readonly keep: string; readonly source: string }[];
  /** Calculations of the year, with the cut points that differ from the measures' own (those of the first). */
  readonly calculations: readonly {
    readonly id: string;
    readonly title: string;
    readonly cutPoints: Readonly<Record<string, Readonly<Partial<Record<'mapd' | 'pdp', readonly number[]>>>>>;
  }[];
  readonly disasterYears: readonly string[];
  /** Highest adjustment category seen, by rating kind: the least length of the table. */
  readonly adjustmentCategories: Readonly<Record<RatingKind, number>>;
  /** Organization types with the number of contracts with and without SNP: each needs a contract type. */
  readonly organizationTypes: readonly {
    readonly organizationType: string;
    readonly snp: boolean;
    readonly contracts: number;
  }[];
  readonly todo: readonly string[];
}

type CutPointsByMeasure = Record<string, Partial<Record<'mapd' | 'pdp', readonly number[]>>>;

/**
 * Drafts the parts of a rule set that CMS's tables tell, so that nobody retypes measures and cut points.
 * Nothing is guessed: fields that the technical notes decide are null and listed in `todo`.
 */
export function draftRuleSetParts(tables: CmsTableSet): RuleSetDraft {
  const source = `${tables.starYear} Star Ratings Data Tables`;
  const points = tables.cutPoints ?? [];
  const names = [...new Set(points.flatMap(({ calculation }) => (calculation === null ? [] : [calculation])))];
  const [base] = names;
  const own = byMeasure(points.filter(({ calculation }) => calculation === null || calculation === base));
  const measures = tables.measures.map((column) =>
    measureDraft(
      column,
      tables.contracts,
      points,
      own[column.id] ?? {},
      source,
      tables.percentMeasures.includes(column.id),
    ),
  );
  const ids = tables.calculations.length > 0 ? tables.calculations : names;
  return {
    starYear: tables.starYear,
    domains: domainDrafts(tables.measures, source),
    measures,
    overallDuplicates: duplicates(measures, tables.contracts, source),
    calculations: (ids.length > 0 ? ids : ['published']).map((id) => ({
      id,
      title: id,
      cutPoints: id === base ? {} : differing(byMeasure(points.filter(({ calculation }) => calculation === id)), own),
    })),
    disasterYears: [
      ...new Set(tables.contracts.flatMap(({ disasterPercents }) => Object.keys(disasterPercents))),
    ].sort(),
    adjustmentCategories: Object.fromEntries(
      RATING_KINDS.map((kind) => [
        kind,
        Math.max(0, ...tables.contracts.map((contract) => contract.adjustmentCategories[kind] ?? 0)),
      ]),
    ) as Record<RatingKind, number>,
    organizationTypes: organizationTypes(tables.contracts),
    todo: todo(measures),
  };
}

function byMeasure(points: readonly CutPointsOfCalculation[]): CutPointsByMeasure {
  const found: CutPointsByMeasure = {};
  for (const { measureId, set, bounds } of points)
    found[measureId] = { ...found[measureId], [set]: bounds.map(Number) };
  return found;
}

function differing(other: CutPointsByMeasure, own: CutPointsByMeasure): CutPointsByMeasure {
  return Object.fromEntries(
    Object.entries(other).filter(([id, sets]) => JSON.stringify(sets) !== JSON.stringify(own[id])),
  );
}

function measureDraft(
  { id, name, domainId }: MeasureColumn,
  contracts: readonly ContractYear[],
  points: readonly CutPointsOfCalculation[],
  cutPoints: MeasureDraft['cutPoints'],
  source: string,
  isPercent: boolean,
): MeasureDraft {
  const published = points.filter(({ measureId }) => measureId === id);
  const shape = scoreShape(contracts, id, published, isPercent);
  const improvement = shape.unit === 'improvement';
  return {
    id,
    name,
    codes: [],
    part: id.startsWith('D') ? 'D' : 'C',
    domain: domainId,
    weight: null,
    category: improvement ? 'improvement' : null,
    newMeasure: null,
    ...shape,
    better: published[0]?.better ?? null,
    method: improvement ? 'improvement' : null,
    disasterYears: null,
    cutPoints,
    source,
  };
}

function domainDrafts(measures: readonly MeasureColumn[], source: string): DomainDraft[] {
  const ids = [...new Set(measures.flatMap(({ domainId }) => (domainId === null ? [] : [domainId])))];
  const order = (id: string) => (id.startsWith('H') ? 0 : 1);
  return ids
    .sort((a, b) => order(a) - order(b) || a.localeCompare(b))
    .map((id) => {
      const members = measures.filter(({ domainId }) => domainId === id);
      const part = id.startsWith('D') ? ('D' as const) : ('C' as const);
      return {
        id,
        name: members[0]?.domainName ?? '',
        part,
        measures: members.map((member) => member.id),
        minimumRated: null,
        source,
      };
    });
}

function duplicates(
  measures: readonly MeasureDraft[],
  contracts: readonly ContractYear[],
  source: string,
): RuleSetDraft['overallDuplicates'] {
  const [partC, partD] = (['C', 'D'] as const).map((part) => measures.filter((measure) => measure.part === part));
  return (partD ?? []).flatMap((drug) => {
    const keep = partC?.find((health) => health.better === drug.better && sameScores(contracts, health.id, drug.id));
    return keep ? [{ drop: drug.id, keep: keep.id, source }] : [];
  });
}

function organizationTypes(contracts: readonly ContractYear[]): RuleSetDraft['organizationTypes'] {
  const counts = new Map<string, { organizationType: string; snp: boolean; contracts: number }>();
  for (const { organizationType, snp } of contracts) {
    const key = `${organizationType} ${snp}`;
    const entry = counts.get(key) ?? { organizationType, snp, contracts: 0 };
    entry.contracts += 1;
    counts.set(key, entry);
  }
  return [...counts.values()].sort((a, b) => b.contracts - a.contracts);
}

function todo(measures: readonly MeasureDraft[]): string[] {
  const ids = (wanted: (measure: MeasureDraft) => boolean) =>
    measures
      .filter(wanted)
      .map(({ id }) => id)
      .join(', ');
  const open = ids(({ better }) => better === null);
  return [
    'measures: weight, category, newMeasure, codes and the disaster years (pages of the measures in the technical notes)',
    `measures: method, "clustering" or "cahps" (technical notes, measure pages): ${ids(({ method }) => method === null)}`,
    ...(open === '' ? [] : [`measures without readable cut points, direction and bounds: ${open}`]),
    'measures: range and unit were read from the published scores; check them against the measure pages',
    'domains: minimumRated by contract type',
    'overallDuplicates: candidates whose scores never differ; check them against the list in the technical notes',
    'contractTypes, existence, rewardFactor, thresholds, adjustmentIndex, hold-harmless rules, disaster rules',
  ];
}
