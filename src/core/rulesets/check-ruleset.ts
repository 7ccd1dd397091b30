import { contractTypeProblems, minimumProblems, referenceProblems } from './semantic-contracts.js';
import { adjustmentProblems, calculationProblems, disasterProblems } from './semantic-rating.js';
import { cutPointProblems, domainProblems, measureProblems } from './semantic-measures.js';
import { shapeProblems } from './schema-check.js';
import type { RuleSetProblem } from './ruleset-problem.js';
import type { RuleSet } from './ruleset.js';

const RULES = [
  measureProblems,
  domainProblems,
  cutPointProblems,
  contractTypeProblems,
  minimumProblems,
  referenceProblems,
  calculationProblems,
  adjustmentProblems,
  disasterProblems,
] as const;

function freezeDeep<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(freezeDeep);
  }
  return value;
}

/**
 * Reads a rule set from parsed JSON: first the shape (JSON Schema), then the meaning (references, order, completeness).
 * Returns a frozen copy, or every problem found with its JSON pointer. Unknown properties are refused by name.
 */
export function checkRuleSet(json: unknown): { ruleSet: RuleSet } | { problems: RuleSetProblem[] } {
  const shape = shapeProblems(json);
  if (shape.length > 0) return { problems: shape };
  const ruleSet = structuredClone(json) as RuleSet;
  const problems = RULES.flatMap((rule) => [...rule(ruleSet)]);
  return problems.length > 0 ? { problems } : { ruleSet: freezeDeep(ruleSet) };
}
