import { Injectable } from '@nestjs/common';
import type { ContractYear } from '../../core/ratings/index.js';
import type { RuleSet } from '../../core/rulesets/index.js';
import {
  type MeasureOutlook,
  revenueEffect,
  type RevenueAssumptions,
  SimulationInputError,
  type StatedOutlook,
  type WhatIfChange,
  yearToYearChances,
} from '../../core/simulation/index.js';
import { invalid, Problem } from '../../platform/http/index.js';
import { type CataloguedRuleSet, ContractInputsReader, ContractsRepository, RuleSetCatalog } from '../ratings/index.js';
import { readChanges } from './change-reader.js';
import { DrawnCutPoints } from './cut-points/drawn-cut-points.js';
import type { CreateSimulationRequest } from './dto/create-simulation.dto.js';
import type { RevenueDto } from './dto/revenue.dto.js';
import { checkKindFields } from './kind-fields.js';
import { GapOutlooksReader, type OutlooksFromGaps } from './from-gaps/gap-outlooks.reader.js';
import { hasManyPredictions } from './long-running.js';
import { readOutlooks } from './outlook-reader.js';
import type { OtherRuleSet, SimulationInputs } from './simulation-inputs.js';

const DEFAULT_DRAWS = 10_000;
const DEFAULT_SEED = 1;

/** A request turned into what it is computed from. */
export interface ReadScenario {
  readonly rules: CataloguedRuleSet;
  readonly inputs: SimulationInputs;
  /** Of the predictions behind the gaps, then those that the request gives; without the former where they are too many. */
  readonly modelVersions: Readonly<Record<string, string>>;
}

/** @throws Problem for a change of a measure that interventions change, too: which of them should count? */
function checkUntouched(changes: readonly WhatIfChange[], fromGaps: OutlooksFromGaps | null): void {
  const errors = changes.flatMap(({ type, measureId }, index) =>
    type !== 'cutPoints' && fromGaps?.gaps.effects.some((one) => one.measureId === measureId)
      ? [
          {
            pointer: `/changes/${index}/code`,
            code: 'contradiction',
            message: 'Interventions change this measure already.',
          },
        ]
      : [],
  );
  if (errors.length > 0) throw new Problem('validation-failed', 'One or more fields are not valid.', errors);
}

/** Reads requests: everything that is wrong is told before anything is stored or computed. */
@Injectable()
export class ScenarioReader {
  constructor(
    private readonly catalog: RuleSetCatalog,
    private readonly contractInputs: ContractInputsReader,
    private readonly contracts: ContractsRepository,
    private readonly drawn: DrawnCutPoints,
    private readonly gaps: GapOutlooksReader,
  ) {}

  /** @throws Problem naming every field that is unknown, missing, impossible or contradicting another. */
  async read(request: CreateSimulationRequest): Promise<ReadScenario> {
    checkKindFields(request);
    const { kind, starYear, outlooks = [], changes = [], draws = DEFAULT_DRAWS, seed = DEFAULT_SEED } = request;
    const rules = this.ruleSet(starYear, '/starYear');
    const { ruleSet } = rules;
    const { contract } = await this.contractInputs.read(ruleSet, request);
    const isDistance = kind === 'distance';
    const given = readOutlooks(ruleSet, contract, outlooks, isDistance);
    const fromGaps = await this.fromGaps(ruleSet, contract, request, given);
    const read = [...given, ...(fromGaps?.outlooks ?? [])];
    const wanted = readChanges(ruleSet, contract, changes);
    checkUntouched(wanted, fromGaps);
    const isForecast = request.cutPoints === 'forecast';
    const ratingYear = starYear + (isForecast ? 1 : 0);
    const many = hasManyPredictions({ gaps: fromGaps?.gaps ?? null });
    const ofGaps = fromGaps && !many ? await this.gaps.modelVersions(contract.contractId, fromGaps.gaps) : {};
    return {
      rules,
      modelVersions: { ...ofGaps, ...request.modelVersions },
      inputs: {
        kind,
        contract,
        changes: wanted,
        outlooks: read,
        gaps: fromGaps?.gaps ?? null,
        others: request.otherMeasures === 'yearToYear' ? await this.yearToYear(starYear, contract) : [],
        drawnCutPoints: isForecast ? await this.drawn.of(ruleSet, contract, read) : {},
        draws,
        seed,
        measureCorrelation: request.measureCorrelation ?? 0,
        revenue: request.revenue ? this.revenue(request.revenue, ratingYear) : null,
        ratingYear,
        keepAsForecast: request.keepAsForecast ?? false,
        otherRuleSets: this.otherRuleSets(request),
      },
    };
  }

  private async fromGaps(
    ruleSet: RuleSet,
    contract: ContractYear,
    { fromGaps, interventions }: CreateSimulationRequest,
    given: readonly MeasureOutlook[],
  ): Promise<OutlooksFromGaps | null> {
    if (fromGaps === undefined) return null;
    return this.gaps.read(ruleSet, contract, { fromGaps, interventions, given });
  }

  private ruleSet(starYear: number, pointer: string): CataloguedRuleSet {
    const rules = this.catalog.find(starYear);
    if (rules) return rules;
    const message = 'There is no rule set of this star year; see /api/v1/rulesets.';
    throw new Problem('unprocessable', 'There are no rules for the star year.', [
      { pointer, code: 'unknownStarYear', message },
    ]);
  }

  private otherRuleSets({ underStarYear, ruleSetYears = [] }: CreateSimulationRequest): OtherRuleSet[] {
    const under = underStarYear === undefined ? [] : [[underStarYear, '/underStarYear'] as const];
    const all = [...under, ...ruleSetYears.map((year, index) => [year, `/ruleSetYears/${index}`] as const)];
    return all.map(([starYear, pointer]) => ({ starYear, digest: this.ruleSet(starYear, pointer).digest }));
  }

  private async yearToYear(starYear: number, contract: ContractYear): Promise<StatedOutlook[]> {
    const now = await this.contracts.tables(starYear);
    const before = await this.contracts.tables(starYear - 1);
    if (now && before) return yearToYearChances(before, now, contract);
    const message = "CMS's tables of the star year and of the one before it must be imported.";
    throw new Problem('unprocessable', 'The change from year to year is not known.', [
      { pointer: '/otherMeasures', code: 'tablesMissing', message },
    ]);
  }

  private revenue(given: RevenueDto, starYear: number): RevenueAssumptions {
    const stated = Object.entries(given).filter(([, value]) => value !== undefined);
    const assumptions = { ...Object.fromEntries(stated), starYear } as RevenueAssumptions;
    try {
      revenueEffect([{ stars: 4, probability: 1 }], 4, assumptions);
    } catch (error) {
      if (!(error instanceof SimulationInputError)) throw error;
      throw invalid(`/revenue/${error.field}`, 'impossible', 'This assumption is not possible.');
    }
    return assumptions;
  }
}
