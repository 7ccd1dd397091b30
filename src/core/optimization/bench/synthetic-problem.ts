import { DEFAULT_TIER_THRESHOLDS } from '../../prediction/index.js';
import type { ContractYear } from '../../ratings/index.js';
import { syntheticMember, syntheticRates } from '../../portfolio/index.js';
import { findMeasure, type RuleSet } from '../../rulesets/index.js';
import { type GroupedMember, MemberGrouper } from '../members/group-members.js';
import type {
  InterventionOption,
  Objective,
  OptimizationLimits,
  OptimizationProblem,
} from '../problem/problem-types.js';

/** Codes of interventions with what they cost, take and close; the catalogue of the synthetic plans. */
const CATALOGUE: readonly (Omit<InterventionOption, 'effects'> & {
  readonly closes: Readonly<Record<string, number>>;
})[] = [
  {
    code: 'text_message',
    channel: 'digital',
    costCents: 40,
    amount: 1,
    closes: { BCS: 0.03, COL: 0.03, EED: 0.02, 'PDC-RASA': 0.05, 'PDC-STA': 0.05, 'PDC-DR': 0.05 },
  },
  {
    code: 'mailed_kit',
    channel: 'mail',
    costCents: 3800,
    amount: 1,
    leadDays: 30,
    closes: { COL: 0.24, GSD: 0.14, KED: 0.2 },
  },
  {
    code: 'nurse_call',
    channel: 'call',
    costCents: 1600,
    amount: 20,
    closes: { BCS: 0.11, COL: 0.09, CBP: 0.12, GSD: 0.11, EED: 0.1, KED: 0.12, SUPD: 0.08 },
  },
  {
    code: 'pharmacist_call',
    channel: 'pharmacy',
    costCents: 2600,
    amount: 25,
    closes: { 'PDC-RASA': 0.3, 'PDC-STA': 0.3, 'PDC-DR': 0.3, SUPD: 0.28 },
  },
  {
    code: 'home_visit',
    channel: 'home',
    costCents: 18500,
    amount: 60,
    leadDays: 14,
    closes: { CBP: 0.5, GSD: 0.42, KED: 0.55, EED: 0.45, COL: 0.3 },
  },
  {
    code: 'clinic_day',
    channel: 'visit',
    costCents: 9500,
    amount: 30,
    leadDays: 21,
    closes: { BCS: 0.38, EED: 0.5, CBP: 0.36, GSD: 0.3, KED: 0.42 },
  },
  {
    code: 'chart_review',
    channel: 'chart',
    costCents: 2100,
    amount: 15,
    closes: { CBP: 0.16, GSD: 0.1, EED: 0.15, COL: 0.1, BCS: 0.07 },
  },
];

/** Capacity for each thousand members of the plan, in minutes or slots. */
const CAPACITY = { digital: 900, mail: 90, call: 2400, pharmacy: 1500, home: 1300, visit: 900, chart: 1500 } as const;

/** What a synthetic problem is made from. */
export interface SyntheticProblemOrder {
  readonly ruleSet: RuleSet;
  readonly contract: ContractYear;
  readonly members: number;
  readonly seed: number;
  readonly objective: Objective;
  readonly limits?: Partial<OptimizationLimits>;
  readonly mostClasses?: number;
}

function memberOf(
  order: SyntheticProblemOrder,
  rates: ReadonlyMap<string, number>,
  index: number,
): { closed: string[]; member: GroupedMember } {
  const { contract, seed, ruleSet } = order;
  const made = syntheticMember(
    {
      ...{ contractId: contract.contractId, seed, measurementYear: ruleSet.starYear - 2 },
      ...{ rates, tiers: DEFAULT_TIER_THRESHOLDS },
    },
    index,
  );
  const closed: string[] = [];
  const gaps: { measureId: string; chance: number; dueOn?: string }[] = [];
  for (const { measure, evidence, prediction, adherence } of made.active ? made.gaps : []) {
    const rule = findMeasure(ruleSet, measure);
    if (!rule || evidence === 'excluded') continue;
    if (evidence === 'closed') closed.push(rule.id);
    // Gaps close by themselves less often than the demonstration's predictions say: a tenth of them.
    else
      gaps.push({
        measureId: rule.id,
        chance: 0.1 * (1 - (prediction?.probability ?? 1)),
        ...(adherence?.passUntil ? { dueOn: adherence.passUntil } : {}),
      });
  }
  return { closed, member: { gaps, strata: index % 10 < 3 ? ['low-income'] : [] } };
}

/**
 * A made-up plan of a real contract: members by the contract's published rates, a catalogue of seven interventions,
 * limited channels. The same order gives the same problem.
 */
export function syntheticProblem(order: SyntheticProblemOrder): OptimizationProblem {
  const { ruleSet, contract, members, objective } = order;
  const rates = syntheticRates(ruleSet, contract);
  const year = ruleSet.starYear - 2;
  const [startsOn, yearEnd] = [`${year}-07-01`, `${year}-12-31`];
  const dueDays = [9, 10, 11, 12].map((month) => `${year}-${String(month).padStart(2, '0')}-01`);
  const grouper = new MemberGrouper({ mostClasses: order.mostClasses ?? 3000, dueDays: [startsOn, ...dueDays] });
  const counts = new Map<string, { numerator: number; denominator: number }>();
  const count = (measureId: string, closed: number): void => {
    const known = counts.get(measureId) ?? { numerator: 0, denominator: 0 };
    counts.set(measureId, { numerator: known.numerator + closed, denominator: known.denominator + 1 });
  };
  for (let index = 0; index < members; index += 1) {
    const { closed, member } = memberOf(order, rates, index);
    closed.forEach((measureId) => count(measureId, 1));
    member.gaps.forEach(({ measureId }) => count(measureId, 0));
    grouper.add(member);
  }
  const rated = new Set(contract.measures.flatMap(({ measureId, star }) => (star === null ? [] : [measureId])));
  const interventions = CATALOGUE.map(({ closes, ...option }): InterventionOption => ({
    ...option,
    effects: Object.entries(closes).flatMap(([code, success]) => {
      const rule = findMeasure(ruleSet, code);
      return rule && rated.has(rule.id) ? [{ measureId: rule.id, success }] : [];
    }),
  }));
  return {
    ruleSet,
    contract,
    measures: [...counts].filter(([id]) => rated.has(id)).map(([measureId, one]) => ({ measureId, ...one })),
    classes: grouper
      .classes()
      .map((one) => ({ ...one, gaps: one.gaps.filter(({ measureId }) => rated.has(measureId)) })),
    interventions,
    limits: {
      contactsPerMember: 2,
      channels: Object.entries(CAPACITY).map(([channel, amount]) => ({
        channel,
        unit: channel === 'digital' || channel === 'mail' ? ('slots' as const) : ('minutes' as const),
        capacity: [{ amount: (amount * members) / 1000 }],
      })),
      minimumEffort: [{ stratum: 'low-income', members: Math.round(members * 0.01) }],
      ...order.limits,
    },
    objective,
    startsOn,
    yearEnd,
  };
}
