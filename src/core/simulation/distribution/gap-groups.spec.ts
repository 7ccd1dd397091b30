import { describe, expect, it } from 'vitest';
import {
  SimulationInputError,
  afterEnrolmentChange,
  betaBinomialDistribution,
  commonFactorDistribution,
  groupProbabilities,
  memberCount,
  poissonBinomial,
} from './index.js';

describe('members of a measure', () => {
  it('group by equal probability, or on a grid', () => {
    expect(groupProbabilities([0.5, 0.2, 0.5])).toEqual([
      { probability: 0.2, members: 1 },
      { probability: 0.5, members: 2 },
    ]);
    expect(groupProbabilities([0.501, 0.499, 0.999], 0.01)).toEqual([
      { probability: 0.5, members: 2 },
      { probability: 1, members: 1 },
    ]);
  });

  it('leave and join by stated shares, right to one member', () => {
    const groups = Array.from({ length: 7 }, (_, place) => ({ probability: place / 7, members: 3 }));
    const joining = { probability: 0.4, members: 5 };
    const changed = afterEnrolmentChange(groups, { leavingShare: 0.1, joining });
    expect(memberCount(changed)).toBe(19 + 5);
    expect(changed.at(-1)).toEqual(joining);
    expect(afterEnrolmentChange(groups, { leavingShare: 1, joining: { probability: 0, members: 0 } })).toEqual([]);
  });

  it('are refused when impossible, naming the field', () => {
    expect(() => poissonBinomial([{ probability: 1.1, members: 1 }])).toThrow(SimulationInputError);
    expect(() => poissonBinomial([{ probability: 0.5, members: 1.5 }])).toThrow(/members/);
    expect(() => groupProbabilities([Number.NaN])).toThrow(/probability/);
    expect(() => commonFactorDistribution([], 1)).toThrow(/correlation/);
    expect(() => betaBinomialDistribution(3, 0.5, -0.1)).toThrow(/correlation/);
    const joining = { probability: 0.5, members: 1 };
    expect(() => afterEnrolmentChange([], { leavingShare: 2, joining })).toThrow(/leavingShare/);
  });
});
