import { describe, expect, it } from 'vitest';
import json2026 from '../rulesets/data/2026.json' with { type: 'json' };
import { checkRuleSet } from '../rulesets/index.js';
import { rateContract, traceContract, type ContractYear, type RatingOutcome, type Star } from './index.js';
import vectors from './vectors-2026.json' with { type: 'json' };

const checked = checkRuleSet(json2026);
if ('problems' in checked) throw new Error('the 2026 rule set does not pass its check');
const rules = checked.ruleSet;

type Vector = (typeof vectors)[number];

function contractOf(vector: Vector): ContractYear {
  const { stars, notes, published: _published, expected: _expected, ...facts } = vector;
  const rated = Object.entries(stars).flatMap(([measureId, star]) =>
    star ? [{ measureId, score: null, star: star as Star, note: null }] : [],
  );
  const texts = Object.entries(notes).map(([measureId, note]) => ({
    measureId,
    score: null,
    star: null,
    note: String(note),
  }));
  return { ...(facts as Omit<ContractYear, 'measures'>), measures: [...rated, ...texts] };
}

const shown = (one: RatingOutcome): string => (one.status === 'rated' ? String(one.stars) : one.message);

describe('published contracts, step by step (2026)', () => {
  const cases = vectors.flatMap((vector) =>
    vector.expected.map((expected) => ({ vector, expected, name: `${vector.contractId} ${expected.rating}` })),
  );

  it.each(cases)('$name', ({ vector, expected }) => {
    const trace = traceContract(rules, contractOf(vector));
    const rating = trace.ratings[expected.rating as 'partC' | 'partD' | 'overall'];
    const [calculation] = rating.calculations;
    const used = calculation?.runs.find((run) => run.used);
    expect(rating.outcome).toMatchObject({
      status: 'rated',
      stars: expected.stars,
      final: expected.final,
      provisional: false,
    });
    expect(calculation?.adjustment).toBe(expected.adjustment);
    expect(used).toMatchObject({
      mean: expected.mean,
      variance: expected.variance,
      reward: expected.reward,
      improvement: expected.improvement,
      measures: expected.measures,
      weight: expected.weight,
      ...(expected.newMeasures && { newMeasures: expected.newMeasures }),
    });
  });

  it.each(vectors)('$contractId: the three published cells', (vector) => {
    const { partC, partD, overall } = rateContract(rules, contractOf(vector));
    expect([partC, partD, overall].map(shown)).toEqual(vector.published);
  });

  it('H0028 Part D would be 3.5 without the improvement measure, which MA-PDs must include (TN p.14)', () => {
    const vector = vectors.find((one) => one.contractId === 'H0028');
    const { runs } = traceContract(rules, contractOf(vector as Vector)).ratings.partD.calculations[0] ?? { runs: [] };
    expect(runs.map((run) => [run.improvement, run.stars, run.used])).toEqual([
      ['with', 3, true],
      ['with', 3, false],
      ['without', 3.5, false],
      ['without', 3.5, false],
    ]);
  });
});
