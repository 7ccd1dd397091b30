import { pointer, type RuleSetProblem } from './ruleset-problem.js';
import { measuresOfKind, repeated } from './semantic-measures.js';
import type { ContractTypeRule, RatingName } from './ruleset-contract-types.js';
import type { RuleSet } from './ruleset.js';

const COMBINATIONS = [
  { snp: false, iSnpOnly: false },
  { snp: true, iSnpOnly: false },
  { snp: true, iSnpOnly: true },
] as const;

function covers(type: ContractTypeRule, organizationType: string, facts: (typeof COMBINATIONS)[number]): boolean {
  return type.match.some(
    (one) =>
      one.organizationTypes.includes(organizationType) &&
      (one.snp ?? facts.snp) === facts.snp &&
      (one.iSnpOnly ?? facts.iSnpOnly) === facts.iSnpOnly,
  );
}

/** Contract types have unique ids, and every organization type leads to a type, with or without SNPs. */
export function* contractTypeProblems(ruleSet: RuleSet): Generator<RuleSetProblem> {
  const { contractTypes } = ruleSet;
  for (const t of repeated(contractTypes.map((one) => one.id))) {
    yield {
      pointer: pointer('contractTypes', t, 'id'),
      code: 'contractType.duplicate',
      message: 'Another contract type has this id: ids must be unique.',
    };
  }
  const names = new Set(contractTypes.flatMap((one) => one.match.flatMap((match) => match.organizationTypes)));
  for (const name of names) {
    for (const facts of COMBINATIONS) {
      if (contractTypes.some((type) => covers(type, name, facts))) continue;
      const message = `No type fits a "${name}" contract with snp ${facts.snp} and iSnpOnly ${facts.iSnpOnly}: add a match.`;
      yield { pointer: '/contractTypes', code: 'contractType.gap', message };
    }
  }
}

/** A minimum can be reached: it is not above the number of measures of the rating. */
export function* minimumProblems(ruleSet: RuleSet): Generator<RuleSetProblem> {
  const notCounted = new Set(ruleSet.existence.notCounted);
  for (const [t, type] of ruleSet.contractTypes.entries()) {
    const kinds = { partC: 'partC', partD: type.partDKind, overall: 'overall' } as const;
    for (const name of ['partC', 'partD', 'overall'] as const satisfies readonly RatingName[]) {
      const minimum = type.minimumRated[name];
      const available = measuresOfKind(ruleSet, kinds[name]).filter((one) => !notCounted.has(one.id)).length;
      if (minimum === null || minimum <= available) continue;
      const message = `The minimum is above the ${available} measures that count: correct it.`;
      yield { pointer: pointer('contractTypes', t, 'minimumRated', name), code: 'minimum.unreachable', message };
    }
  }
  for (const [e, exception] of ruleSet.existence.minimumExceptions.entries()) {
    const at = pointer('existence', 'minimumExceptions', e);
    for (const [t, id] of exception.contractTypes.entries()) {
      if (ruleSet.contractTypes.some((one) => one.id === id)) continue;
      yield {
        pointer: at + pointer('contractTypes', t),
        code: 'contractType.unknown',
        message: `There is no contract type "${id}": correct the id.`,
      };
    }
    for (const id of Object.keys(exception.domains ?? {})) {
      if (ruleSet.domains.some((one) => one.id === id)) continue;
      yield {
        pointer: at + pointer('domains', id),
        code: 'domain.unknown',
        message: `There is no domain "${id}": correct the id.`,
      };
    }
  }
}

/** Every measure id outside `measures` refers to a measure. */
export function* referenceProblems(ruleSet: RuleSet): Generator<RuleSetProblem> {
  const ids = new Set(ruleSet.measures.map((one) => one.id));
  const lists: [string, readonly string[]][] = [
    [pointer('existence', 'notCounted'), ruleSet.existence.notCounted],
    ...Object.entries(ruleSet.existence.deciders).map(([name, ids]): [string, readonly string[]] => [
      pointer('existence', 'deciders', name),
      ids,
    ]),
    ...ruleSet.weightExceptions.map((one, k): [string, readonly string[]] => [
      pointer('weightExceptions', k, 'measures'),
      one.measures,
    ]),
    ...ruleSet.disaster.additionalReverts.map((one, k): [string, readonly string[]] => [
      pointer('disaster', 'additionalReverts', k, 'measures'),
      one.measures,
    ]),
  ];
  for (const [at, list] of lists) {
    for (const [k, id] of list.entries()) {
      if (!ids.has(id))
        yield {
          pointer: at + pointer(k),
          code: 'measure.unknown',
          message: `There is no measure "${id}" in "measures": correct the id.`,
        };
    }
  }
  const single: [string, string][] = [
    ...ruleSet.overallDuplicates.flatMap((one, k): [string, string][] => [
      [pointer('overallDuplicates', k, 'drop'), one.drop],
      [pointer('overallDuplicates', k, 'keep'), one.keep],
    ]),
    ...ruleSet.existence.minimumExceptions.map((one, k): [string, string] => [
      pointer('existence', 'minimumExceptions', k, 'withoutMeasure'),
      one.withoutMeasure,
    ]),
  ];
  for (const [at, id] of single) {
    if (!ids.has(id))
      yield {
        pointer: at,
        code: 'measure.unknown',
        message: `There is no measure "${id}" in "measures": correct the id.`,
      };
  }
  for (const [k, one] of ruleSet.overallDuplicates.entries()) {
    const both = [one.drop, one.keep].map((id) => ruleSet.measures.find((measure) => measure.id === id));
    if (both[0] && both[0] === both[1]) {
      yield {
        pointer: pointer('overallDuplicates', k),
        code: 'duplicate.same',
        message: '"drop" and "keep" must be two different measures.',
      };
    }
  }
}
