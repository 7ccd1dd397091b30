import { Injectable } from '@nestjs/common';
import {
  checkContractYear,
  type ContractYear,
  type DerivedStar,
  deriveStars,
  type MeasureResult,
} from '../../core/ratings/index.js';
import { findMeasure, type RuleSet } from '../../core/rulesets/index.js';
import { type FieldProblem, Problem } from '../../platform/http/index.js';
import { ContractsRepository } from './contracts.repository.js';
import type { ContractFactsDto, MeasureInputDto, RateContractRequest } from './dto/rate-contract.dto.js';
import { decimalText } from './dto/score.validator.js';
import type { RatingSource } from './star-rating.entity.js';

/** A contract ready to be rated, and where its results came from. */
export interface ContractInputs {
  readonly contract: ContractYear;
  readonly source: RatingSource;
}

/** Inputs in which every score has its star. */
export interface RatableInputs extends ContractInputs {
  /** Stars that were not given and were read from the score. */
  readonly derived: readonly DerivedStar[];
}

const refuse = (errors: FieldProblem[]): Problem =>
  new Problem('validation-failed', 'One or more fields are not valid.', errors);

/** Where a field of a contract's year stands in the request. */
function inRequest(pointer: string): string {
  return pointer.startsWith('/measures/') ? pointer.replace(/\/measureId$/, '/code') : `/contract${pointer}`;
}

function given(facts: ContractFactsDto): Omit<ContractYear, 'contractId' | 'measures'> {
  return {
    ...facts,
    disasterPercents: facts.disasterPercents ?? {},
    adjustmentCategories: facts.adjustmentCategories ?? {},
  };
}

function measureResults(ruleSet: RuleSet, inputs: readonly MeasureInputDto[]): MeasureResult[] {
  const problems: FieldProblem[] = [];
  const results = inputs.map(({ code, score, unit, star, note }, index): MeasureResult => {
    const measure = findMeasure(ruleSet, code);
    if (!measure) {
      const message = 'This measure is not in the rule set of the star year; see /api/v1/measures.';
      problems.push({ pointer: `/measures/${index}/code`, code: 'unknownMeasure', message });
    } else if (unit !== undefined && unit !== measure.unit) {
      const message = `The score of this measure is counted in ${measure.unit}.`;
      problems.push({ pointer: `/measures/${index}/unit`, code: 'wrongUnit', message });
    }
    if (score === undefined && star === undefined && note === undefined) {
      const message = 'Give a score, a star or the text in their place.';
      problems.push({ pointer: `/measures/${index}`, code: 'noResult', message });
    }
    return { measureId: measure?.id ?? '', score: decimalText(score) ?? null, star: star ?? null, note: note ?? null };
  });
  if (problems.length > 0) throw refuse(problems);
  return results;
}

/** Puts together what a rating is computed from: the request, CMS's tables, or the one over the other. */
@Injectable()
export class ContractInputsReader {
  constructor(private readonly contracts: ContractsRepository) {}

  /**
   * @throws Problem naming every field that is unknown, missing, out of range or contradicting another.
   */
  async read(ruleSet: RuleSet, request: RateContractRequest): Promise<RatableInputs> {
    const inputs = await this.assemble(ruleSet, request);
    const problems = checkContractYear(ruleSet, inputs.contract);
    if (problems.length > 0)
      throw refuse(problems.map((problem) => ({ ...problem, pointer: inRequest(problem.pointer) })));
    return { ...deriveStars(ruleSet, inputs.contract), source: inputs.source };
  }

  private async assemble(ruleSet: RuleSet, request: RateContractRequest): Promise<ContractInputs> {
    const { contractId, starYear, contract: facts, measures, onTopOfPublished } = request;
    const own = measures && measureResults(ruleSet, measures);
    if (facts && own && !onTopOfPublished)
      return { contract: { contractId, ...given(facts), measures: own }, source: 'given' };
    const published = await this.contracts.find(contractId, starYear);
    if (!published) {
      const message = "CMS's tables with this contract and star year are not imported: give contract and measures.";
      throw new Problem('unprocessable', 'The contract is not known for the star year.', [
        { pointer: '/contractId', code: 'unknownContract', message },
      ]);
    }
    const contract = facts ? { ...published, ...given(facts) } : published;
    if (!own) return { contract, source: facts ? 'mixed' : 'published' };
    const overlaid = new Set(own.map((result) => result.measureId));
    const kept = onTopOfPublished ? published.measures.filter((result) => !overlaid.has(result.measureId)) : [];
    return { contract: { ...contract, measures: [...own, ...kept] }, source: 'mixed' };
  }
}
