import { describe, expect, it } from 'vitest';
import { madeUpContract, rules2026 } from '../../../../test/support/made-up-contract.js';
import { randomFrom } from '../../models/random/index.js';
import { createRater, type Star, starArrays } from '../../ratings/index.js';
import { workedExample } from '../../../../test/support/worked-example.js';
import { compileProblem } from './compile-problem.js';
import { OptimizationInputError } from './input-error.js';
import { openRating } from './open-rating.js';
import type { OptimizationProblem } from './problem-types.js';

const example = workedExample();
const faultsOf = (problem: OptimizationProblem): string[] => {
  try {
    compileProblem(problem);
    return [];
  } catch (error) {
    if (!(error instanceof OptimizationInputError)) throw error;
    return error.faults.map(({ pointer, code }) => `${pointer} ${code}`);
  }
};

describe('the rating as a function of sums', () => {
  it('is the rating of the rating core, whatever the open stars, with and without hold-harmless branches', () => {
    const ruleSet = rules2026();
    const ids = ['C14', 'C13', 'C04', 'D10', 'C01'];
    const random = randomFrom(5);
    const star = (): Star => (1 + Math.floor(random() * 5)) as Star;
    for (let round = 0; round < 120; round += 1) {
      const made = madeUpContract(ruleSet, 4, Object.fromEntries(ruleSet.measures.map(({ id }) => [id, star()])));
      const contract = round % 2 === 0 ? made : { ...made, disasterPercents: { '2023': 30, '2024': 50 } };
      const rating = openRating(ruleSet, contract, ids);
      const [first, second] = [new Float64Array(3), new Float64Array(3)];
      const chosen = new Map(ids.map((id) => [id, star()]));
      for (const { measureId, weight, group } of rating?.open ?? []) {
        const own = chosen.get(measureId) ?? 0;
        first[group] = (first[group] as number) + weight * own;
        second[group] = (second[group] as number) + weight * own * own;
      }
      const measures = contract.measures.map((one) => ({ ...one, star: chosen.get(one.measureId) ?? one.star }));
      const rated = { ...contract, measures };
      const { overall } = createRater(ruleSet, rated).rate(starArrays(ruleSet, rated));
      const final = rating?.final(first, second) ?? Number.NaN;
      expect(overall).toMatchObject({ status: 'rated', finalMicro: final, stars: rating?.stars(final) });
    }
  });
});

describe('a problem', () => {
  it('becomes columns: packages within the contacts, none of them useless, done in time', () => {
    const compiled = compileProblem(example);
    const namesOf = (id: string): string[] => {
      const one = example.classes.findIndex((each) => each.id === id);
      return compiled.packages
        .slice(compiled.firstColumn[one], compiled.firstColumn[one + 1])
        .map(({ interventions }) => interventions.map(({ code }) => code).join('+'));
    };
    expect(namesOf('pressure')).toEqual(['call', 'call+nurse_visit', 'nurse_visit']);
    expect(namesOf('colon')).toEqual(['call', 'call+home_kit', 'home_kit']);
    expect(namesOf('statin')).toEqual(['call']);
    const late = compileProblem({ ...example, startsOn: '2026-12-10' });
    expect(late.packages.some(({ interventions }) => interventions.some(({ code }) => code === 'home_kit'))).toBe(
      false,
    );
  });

  it('takes chances together: a gap stays open only if it would have and everything failed', () => {
    const compiled = compileProblem(example);
    const both = compiled.packages.find(({ interventions }) => interventions.length === 2);
    expect(both?.gains[0]).toBeCloseTo((1 - 0.04) * (1 - (1 - 0.15) * (1 - 0.55)), 12);
    expect(both?.costCents).toBe(15_800);
  });

  it('checks capacity at every day by which work must be done, in proportion between the days given', () => {
    const { capacities } = compileProblem({
      ...example,
      classes: example.classes.map((one) => ({
        ...one,
        gaps: one.gaps.map((gap) => ({ ...gap, dueOn: '2026-08-30' })),
      })),
    });
    const days = capacities
      .filter(({ channel }) => channel === 'home')
      .map(({ day, amount }) => [new Date(day * 86_400_000).toISOString().slice(0, 10), Math.round(amount)]);
    // 7 days of lead before 30 August; 54 of the 92 days until the end of September.
    expect(days).toEqual([
      ['2026-08-23', Math.round((3600 * 54) / 92)],
      ['2026-09-30', 3600],
      ['2026-12-31', 7200],
    ]);
  });

  it('is refused with everything that is wrong with it, by place', () => {
    const [first, ...others] = example.classes as [(typeof example.classes)[0], ...typeof example.classes];
    expect(
      faultsOf({
        ...example,
        measures: [
          ...example.measures,
          { measureId: 'C18', numerator: 1, denominator: 10 },
          { measureId: 'X1', numerator: 3, denominator: 2 },
        ],
        classes: [
          { ...first, members: 5000 },
          { ...first, members: 0.5, gaps: [{ measureId: 'C99', chance: 2, dueOn: 'soon' }] },
          ...others,
        ],
        interventions: [
          {
            code: 'call',
            channel: 'call',
            costCents: -1,
            amount: Number.NaN,
            effects: [{ measureId: 'C14', success: 1.5 }],
          },
        ],
        limits: {
          budgetCents: 0.5,
          contactsPerMember: 9,
          channels: [{ channel: 'call', unit: 'minutes', capacity: [{ amount: 9 }, { amount: 3 }] }],
          minimumEffort: [{ stratum: 'a', members: -1 }],
        },
        objective: { kind: 'cost', targetStars: 4.2, confidence: 2 },
        yearEnd: '2026-06-30',
      }),
    ).toEqual([
      '/measures/4/measureId measure.lowerIsBetter',
      '/measures/5/measureId measure.unknown',
      '/measures/5/numerator count.invalid',
      '/classes/1/id name.repeated',
      '/classes/1/members count.invalid',
      '/classes/1/gaps/0/measureId measure.unknown',
      '/classes/1/gaps/0/chance chance.invalid',
      '/classes/1/gaps/0/dueOn date.invalid',
      '/measures/0 count.contradiction',
      '/interventions/0/costCents money.invalid',
      '/interventions/0/amount amount.invalid',
      '/interventions/0/effects/0/success chance.invalid',
      '/limits/budgetCents money.invalid',
      '/limits/contactsPerMember count.invalid',
      '/limits/channels/0/capacity/1/through date.invalid',
      '/limits/channels/0/capacity/1/amount amount.invalid',
      '/limits/minimumEffort/0/members count.invalid',
      '/yearEnd date.invalid',
      '/objective/targetStars stars.invalid',
      '/objective/confidence chance.invalid',
    ]);
    const unrated = { ...example.contract, measures: [] };
    expect(faultsOf({ ...example, contract: unrated })).toEqual(['/contract rating.none']);
  });
});
