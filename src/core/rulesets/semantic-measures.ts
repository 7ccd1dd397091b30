import { PARTS_OF_KIND, type CutPointSet } from './rating-kind.js';
import { pointer, type RuleSetProblem } from './ruleset-problem.js';
import { toUnits } from './decimal-places.js';
import type { CutPoints, CutPointsBySet, MeasureRule } from './ruleset-measures.js';
import type { ContractTypeRule } from './ruleset-contract-types.js';
import type { RuleSet } from './ruleset.js';

/** Entries whose key was there before. */
export function repeated(keys: readonly string[]): number[] {
  const seen = new Set<string>();
  return keys.flatMap((key, index) => (seen.size === seen.add(key).size ? [index] : []));
}

function* boundaryProblems(measure: MeasureRule, bounds: CutPoints, at: string): Generator<RuleSetProblem> {
  const sign = measure.better === 'higher' ? 1 : -1;
  if (bounds.some((bound, i) => i > 0 && sign * bound < sign * Number(bounds[i - 1]))) {
    const message =
      measure.better === 'higher'
        ? `Higher is better for ${measure.id}: the four boundaries 1|2, 2|3, 3|4, 4|5 must not fall. Put them in rising order.`
        : `Lower is better for ${measure.id}: the four boundaries 1|2, 2|3, 3|4, 4|5 must not rise. Put them in falling order.`;
    yield { pointer: at, code: 'cutPoints.notMonotone', message };
  }
  if (bounds.some((bound) => bound < measure.range.min || bound > measure.range.max)) {
    yield {
      pointer: at,
      code: 'cutPoints.outOfRange',
      message: `A boundary lies outside the range of ${measure.id}: correct it or the range.`,
    };
  }
  if (bounds.some((bound) => toUnits(bound, 9) === null)) {
    yield {
      pointer: at,
      code: 'cutPoints.precision',
      message: 'A boundary has more than nine decimals: write it as published.',
    };
  }
}

function setsOf(measure: MeasureRule): readonly CutPointSet[] {
  return measure.part === 'C' ? ['mapd'] : ['mapd', 'pdp'];
}

/** Every measure has cut points, monotone in its direction, in every calculation, for each set its part needs. */
export function* cutPointProblems(ruleSet: RuleSet): Generator<RuleSetProblem> {
  function* inspect(measure: MeasureRule, sets: CutPointsBySet | undefined, at: string): Generator<RuleSetProblem> {
    for (const [set, bounds] of Object.entries(sets ?? {})) yield* boundaryProblems(measure, bounds, at + pointer(set));
  }
  for (const [m, measure] of ruleSet.measures.entries()) {
    const at = pointer('measures', m, 'cutPoints');
    yield* inspect(measure, measure.cutPoints, at);
    const missing = setsOf(measure).filter((set) =>
      ruleSet.calculations.some((one) => !(one.cutPoints?.[measure.id]?.[set] ?? measure.cutPoints?.[set])),
    );
    for (const set of missing) {
      yield {
        pointer: at,
        code: 'cutPoints.missing',
        message: `${measure.id} has no cut points "${set}": add the four boundaries here or in every calculation.`,
      };
    }
  }
  for (const [c, calculation] of ruleSet.calculations.entries()) {
    for (const [id, sets] of Object.entries(calculation.cutPoints ?? {})) {
      const at = pointer('calculations', c, 'cutPoints', id);
      const measure = ruleSet.measures.find((one) => one.id === id);
      if (measure) yield* inspect(measure, sets, at);
      else
        yield {
          pointer: at,
          code: 'measure.unknown',
          message: `There is no measure "${id}" in "measures": correct the id.`,
        };
    }
  }
}

/** Ids and codes are unique, ranges make sense, and measure and domain name each other. */
export function* measureProblems(ruleSet: RuleSet): Generator<RuleSetProblem> {
  const { measures, domains } = ruleSet;
  for (const m of repeated(measures.map((one) => one.id))) {
    yield {
      pointer: pointer('measures', m, 'id'),
      code: 'measure.duplicate',
      message: 'Another measure has this id: ids must be unique.',
    };
  }
  const names = measures.flatMap((one, m) =>
    [one.id, ...one.codes].map((code, k) => ({ code: code.toUpperCase(), m, k })),
  );
  for (const index of repeated(names.map((one) => one.code))) {
    const name = names[index];
    if (!name || name.k === 0) continue;
    const at = pointer('measures', name.m, 'codes', name.k - 1);
    yield {
      pointer: at,
      code: 'measure.duplicateCode',
      message: 'Another measure has this id or code: a code must lead to one measure.',
    };
  }
  for (const [m, measure] of measures.entries()) {
    const fault = (field: string, code: string, message: string): RuleSetProblem => ({
      pointer: pointer('measures', m, field),
      code,
      message,
    });
    if (toUnits(measure.weight, 2) === null)
      yield fault('weight', 'measure.weight', 'A weight has at most two decimals.');
    if (measure.range.min >= measure.range.max) yield fault('range', 'measure.range', '"min" must be below "max".');
    if (measure.newMeasure && measure.method === 'improvement') {
      yield fault(
        'newMeasure',
        'measure.newImprovement',
        'An improvement measure cannot be a new measure: set "newMeasure" to false.',
      );
    }
    if (measure.method === 'cahps' && ruleSet.cahpsPossibleStars === null) {
      yield fault('method', 'measure.cahps', 'A CAHPS measure needs the table "cahpsPossibleStars".');
    }
    const domain = domains.find((one) => one.id === measure.domain);
    if (!domain?.measures.includes(measure.id) || domain.part !== measure.part) {
      yield fault(
        'domain',
        'measure.domain',
        `The domain must exist, be of the same part and list ${measure.id} in its "measures".`,
      );
    }
  }
}

/** Domains have unique ids, and their members exist and name them. */
export function* domainProblems(ruleSet: RuleSet): Generator<RuleSetProblem> {
  const typeIds = ruleSet.contractTypes.map((one) => one.id);
  // A type that is never rated may be left out of the domains.
  const isRated = (one: ContractTypeRule): boolean =>
    Object.values(one.minimumRated).some((minimum) => minimum !== null);
  const ratedTypes = ruleSet.contractTypes.filter(isRated).map((one) => one.id);
  for (const d of repeated(ruleSet.domains.map((one) => one.id))) {
    yield {
      pointer: pointer('domains', d, 'id'),
      code: 'domain.duplicate',
      message: 'Another domain has this id: ids must be unique.',
    };
  }
  for (const [d, domain] of ruleSet.domains.entries()) {
    for (const [k, id] of domain.measures.entries()) {
      if (ruleSet.measures.some((one) => one.id === id && one.domain === domain.id)) continue;
      const message = `There is no measure "${id}" whose "domain" is "${domain.id}": correct one of them.`;
      yield { pointer: pointer('domains', d, 'measures', k), code: 'domain.member', message };
    }
    for (const type of new Set([...typeIds, ...Object.keys(domain.minimumRated)])) {
      if (typeIds.includes(type) && (type in domain.minimumRated || !ratedTypes.includes(type))) continue;
      const message = typeIds.includes(type)
        ? `The contract type "${type}" is missing: give the minimum, or null where such contracts have no domain star.`
        : `There is no contract type "${type}": remove it or correct its id.`;
      yield { pointer: pointer('domains', d, 'minimumRated', type), code: 'domain.minimum', message };
    }
  }
}

/** The measures a rating kind counts. */
export function measuresOfKind(ruleSet: RuleSet, kind: keyof typeof PARTS_OF_KIND): MeasureRule[] {
  const dropped = new Set(kind === 'overall' ? ruleSet.overallDuplicates.map((one) => one.drop) : []);
  return ruleSet.measures.filter((one) => PARTS_OF_KIND[kind].includes(one.part) && !dropped.has(one.id));
}
