import type { ContractTypeRule, RatingKind, RatingName, RuleSet } from '../rulesets/index.js';
import type { CompiledRules, Members } from './compiled-rules.js';
import type { ContractYear } from './contract-year.js';
import { sameText } from './message-text.js';

/** A contract cannot be rated at all with this rule set: its organization type leads to no contract type. */
export class UnknownOrganizationTypeError extends Error {
  constructor() {
    super('No contract type of the rule set fits the organization type: add it to "contractTypes".');
    this.name = 'UnknownOrganizationTypeError';
  }
}

/** The contract type of a contract: the first in the rule set that fits, or null. */
export function contractTypeOf(ruleSet: RuleSet, contract: ContractYear): ContractTypeRule | null {
  const iSnpOnly = contract.iSnpOnly ?? ruleSet.iSnpOnlyContracts?.contracts.includes(contract.contractId) ?? false;
  for (const type of ruleSet.contractTypes) {
    for (const match of type.match) {
      const fits =
        (match.snp ?? contract.snp) === contract.snp &&
        (match.iSnpOnly ?? iSnpOnly) === iSnpOnly &&
        match.organizationTypes.includes(contract.organizationType);
      if (fits) return type;
    }
  }
  return null;
}

/** Why a rating cannot exist whatever the stars, or null. */
export interface Refusal {
  readonly reason: 'fixedMessage' | 'notApplicable';
  readonly message: string;
}

/** What of a contract does not depend on its stars. */
export interface ContractContext {
  readonly type: ContractTypeRule;
  readonly partDKind: ContractTypeRule['partDKind'];
  readonly highest: RatingName | null;
  readonly refusals: Readonly<Record<RatingName, Refusal | null>>;
  readonly tooNew: { readonly partC: boolean; readonly partD: boolean };
  readonly puertoRicoOnly: boolean;
  /** By measure index: 1 where a new measure's disaster year struck the contract (TN p.8). */
  readonly heldHarmless: Uint8Array;
}

/** The kind a rating is computed by. */
export function kindOf(context: ContractContext, name: RatingName): RatingKind {
  return name === 'partD' ? context.partDKind : name;
}

/** The measures and weights of a rating of this contract: those of Puerto Rico where it serves nobody else (TN p.131). */
export function membersOf(rules: CompiledRules, context: ContractContext, name: RatingName): Members {
  const kind = rules.kinds[kindOf(context, name)];
  return context.puertoRicoOnly ? kind.puertoRico : kind.standard;
}

interface DeciderTexts {
  readonly partC: readonly string[];
  readonly partD: readonly string[];
}

/** The texts the deciding measures of each part carry. */
function deciderTexts(ruleSet: RuleSet, contract: ContractYear): DeciderTexts {
  const { deciders } = ruleSet.existence;
  const texts: { partC: string[]; partD: string[] } = { partC: [], partD: [] };
  for (const { measureId, note } of contract.measures) {
    if (note === null) continue;
    if (deciders.partC.includes(measureId)) texts.partC.push(note);
    if (deciders.partD.includes(measureId)) texts.partD.push(note);
  }
  return texts;
}

function says(found: readonly string[], texts: readonly string[]): boolean {
  return found.some((one) => texts.some((text) => sameText(text, one)));
}

function refusalsOf(ruleSet: RuleSet, type: ContractTypeRule, found: DeciderTexts): Record<RatingName, Refusal | null> {
  const { texts, messages } = ruleSet.existence;
  const refuse = (name: RatingName, absent: boolean): Refusal | null => {
    const fixed = type.fixedMessages?.[name];
    if (fixed !== undefined) return { reason: 'fixedMessage', message: fixed };
    if (!absent && type.minimumRated[name] !== null) return null;
    return { reason: 'notApplicable', message: messages.notApplicable };
  };
  const partC = refuse('partC', says(found.partC, texts.notRequired));
  const partD = refuse('partD', says(found.partD, texts.notRequired));
  const both = ruleSet.existence.overallNeedsBothParts;
  return { partC, partD, overall: refuse('overall', both && (partC !== null || partD !== null)) };
}

function highestOf(refusals: Record<RatingName, Refusal | null>): RatingName | null {
  const order = ['overall', 'partC', 'partD'] as const;
  return order.find((name) => refusals[name] === null) ?? null;
}

function heldHarmless(rules: CompiledRules, contract: ContractYear): Uint8Array {
  const { measures, newMeasureHoldHarmless: rule } = rules.ruleSet;
  const struck = new Uint8Array(measures.length);
  if (!rule) return struck;
  for (const index of [...rules.kinds.partC.fresh, ...rules.kinds.partDMapd.fresh]) {
    const years = measures[index]?.disasterYears ?? [];
    if (years.some((year) => (contract.disasterPercents[year] ?? 0) >= rule.affectedPercent)) struck[index] = 1;
  }
  return struck;
}

/** Reads the facts of a contract that its ratings depend on. Throws where no contract type fits. */
export function contractContext(rules: CompiledRules, contract: ContractYear): ContractContext {
  const { ruleSet } = rules;
  const type = contractTypeOf(ruleSet, contract);
  if (!type) throw new UnknownOrganizationTypeError();
  const { tooNew } = ruleSet.existence.texts;
  const found = deciderTexts(ruleSet, contract);
  const refusals = refusalsOf(ruleSet, type, found);
  return {
    type,
    partDKind: type.partDKind,
    highest: highestOf(refusals),
    refusals,
    tooNew: { partC: says(found.partC, tooNew), partD: says(found.partD, tooNew) },
    puertoRicoOnly: contract.puertoRicoOnly,
    heldHarmless: heldHarmless(rules, contract),
  };
}
