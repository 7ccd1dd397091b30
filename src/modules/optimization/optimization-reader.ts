import { Injectable } from '@nestjs/common';
import { gapMeasure } from '../../core/gaps/index.js';
import { toCents } from '../../core/interventions/index.js';
import type { InterventionOption, Objective } from '../../core/optimization/index.js';
import { findMeasure, type RuleSet } from '../../core/rulesets/index.js';
import { revenueEffect, SimulationInputError } from '../../core/simulation/index.js';
import { type FieldProblem, Problem } from '../../platform/http/index.js';
import { type InterventionType, InterventionsRepository } from '../interventions/index.js';
import { channelLimits } from './channel-limits.js';
import { defaultMeasures } from './default-effects.js';
import type { CreateOptimizationRequest } from './dto/create-optimization.dto.js';
import type { ObjectiveDto } from './dto/objective.dto.js';
import type { OptimizationOrder, OrderedMeasure } from './optimization-order.js';

type Faults = FieldProblem[];

const DEFAULT_CONFIDENCE = 0.8;

/** Fields of an objective that belong to each kind. */
const FIELDS = { cost: ['targetStars', 'confidence'], probability: ['targetStars'], value: ['revenue'] } as const;

function readObjective(given: ObjectiveDto, starYear: number, faults: Faults): Objective {
  const { kind, targetStars, confidence = DEFAULT_CONFIDENCE, revenue } = given;
  const own: readonly string[] = FIELDS[kind];
  for (const field of ['targetStars', 'confidence', 'revenue'] as const) {
    if (given[field] === undefined || own.includes(field)) continue;
    faults.push({
      pointer: `/objective/${field}`,
      code: 'notForKind',
      message: 'An objective of this kind does not have it.',
    });
  }
  if (kind === 'value') {
    if (revenue === undefined) {
      faults.push({ pointer: '/objective/revenue', code: 'missing', message: 'Say what payments rest on.' });
      return { kind: 'probability', targetStars: 4 };
    }
    const stated = Object.fromEntries(Object.entries(revenue).filter(([, value]) => value !== undefined));
    const assumptions = { ...(stated as unknown as typeof revenue), starYear };
    try {
      revenueEffect([{ stars: 4, probability: 1 }], 4, assumptions);
    } catch (error) {
      if (!(error instanceof SimulationInputError)) throw error;
      const message = 'This assumption is not possible.';
      faults.push({ pointer: `/objective/revenue/${error.field}`, code: 'impossible', message });
    }
    return { kind, revenue: assumptions };
  }
  if (targetStars === undefined) {
    faults.push({ pointer: '/objective/targetStars', code: 'missing', message: 'Say which rating to reach.' });
  } else if (!Number.isInteger(targetStars * 2)) {
    faults.push({ pointer: '/objective/targetStars', code: 'halfStar', message: 'Ratings are half stars.' });
  }
  return kind === 'cost'
    ? { kind, targetStars: targetStars ?? 4, confidence }
    : { kind, targetStars: targetStars ?? 4 };
}

/** Turns requests into orders: everything that is wrong is told before anything is stored or computed. */
@Injectable()
export class OptimizationReader {
  constructor(private readonly interventions: InterventionsRepository) {}

  /** @throws Problem naming every field that is unknown, missing, impossible or contradicting another. */
  async read(
    request: CreateOptimizationRequest,
    ruleSet: RuleSet,
    measures: readonly OrderedMeasure[],
    today: string,
  ): Promise<OptimizationOrder> {
    const { measurementYear: year, budget, maxContactsPerMember = 1, minimumPerStratum = [] } = request;
    const faults: Faults = [];
    const yearEnd = `${year}-12-31`;
    const first = `${year}-01-01`;
    const startsOn = request.startsOn ?? (today >= first && today <= yearEnd ? today : first);
    const isInYear = (day: string): boolean => day >= first && day <= yearEnd;
    const outside = { code: 'dayOfYear', message: 'The day lies in the year of care.' };
    if (!isInYear(startsOn)) faults.push({ pointer: '/startsOn', ...outside });
    const deadlines = (request.deadlines ?? []).map(({ measure, by }, index) => {
      if (!gapMeasure(measure, year))
        faults.push({
          pointer: `/deadlines/${index}/measure`,
          code: 'unknownMeasure',
          message: 'There is no such measure in this year of care.',
        });
      if (!isInYear(by) || by < startsOn) faults.push({ pointer: `/deadlines/${index}/by`, ...outside });
      return [measure, by] as const;
    });
    const order: OptimizationOrder = {
      objective: readObjective(request.objective, ruleSet.starYear, faults),
      interventions: this.options(request, ruleSet, measures, await this.interventions.types(), faults),
      measures,
      budgetCents: budget === undefined ? null : Number(toCents(budget) ?? 0n),
      channels: channelLimits(request.channelLimits ?? [], { startsOn, yearEnd }, faults),
      contactsPerMember: maxContactsPerMember,
      minimumEffort: minimumPerStratum.map(({ stratum, members }) => ({ stratum, members })),
      deadlines: Object.fromEntries(deadlines),
      ...{ startsOn, yearEnd, seconds: request.timeLimitSeconds ?? 30, seed: request.seed ?? 1 },
      draws: request.draws ?? 10_000,
      shadowPrices: request.shadowPrices ?? true,
      curve: request.curve ?? true,
    };
    if (faults.length > 0) throw new Problem('validation-failed', 'One or more fields are not valid.', faults);
    return order;
  }

  private options(
    { interventions, channelLimits: limits = [], measurementYear }: CreateOptimizationRequest,
    ruleSet: RuleSet,
    measures: readonly OrderedMeasure[],
    catalogue: readonly InterventionType[],
    faults: Faults,
  ): InterventionOption[] {
    const active = new Map(catalogue.filter((type) => type.active).map((type) => [type.code, type]));
    const codes = measures.map(({ code }) => code);
    const bySlots = new Set(limits.filter(({ slots }) => slots !== undefined).map(({ channel }) => channel));
    const own: NonNullable<typeof interventions> =
      interventions ?? [...active.keys()].map((typeCode) => ({ typeCode }));
    return own.flatMap(({ typeCode, measures: named, successRate, leadDays = 0 }, index): InterventionOption[] => {
      const at = `/interventions/${index}`;
      const type = active.get(typeCode);
      if (!type) {
        faults.push({
          pointer: `${at}/typeCode`,
          code: 'unknownType',
          message: 'There is no such active type in the catalogue.',
        });
        return [];
      }
      (named ?? []).forEach((code, place) => {
        if (!gapMeasure(code, measurementYear))
          faults.push({
            pointer: `${at}/measures/${place}`,
            code: 'unknownMeasure',
            message: 'There is no such measure in this year of care.',
          });
      });
      const closes = named ?? defaultMeasures(typeCode, codes);
      if (closes === undefined && interventions !== undefined)
        faults.push({ pointer: `${at}/measures`, code: 'missing', message: 'Say which measures this type closes.' });
      const effects = (closes ?? []).flatMap((code) => {
        const measureId = codes.includes(code) ? findMeasure(ruleSet, code)?.id : undefined;
        return measureId === undefined ? [] : [{ measureId, success: successRate ?? Number(type.successRate) }];
      });
      if (effects.length === 0) return [];
      const amount = bySlots.has(type.channel) ? 1 : type.staffMinutes;
      const costCents = Number(toCents(type.cost) ?? 0n);
      return [{ code: typeCode, channel: type.channel, costCents, amount, leadDays, effects }];
    });
  }
}
