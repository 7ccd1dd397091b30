import { describe, expect, it } from 'vitest';
import { madeUpContract, rules2026 } from '../../../../test/support/made-up-contract.js';
import { type GapOutlook, outlookMembers, outlookProblems } from './index.js';

const ruleSet = rules2026();
const contract = madeUpContract(ruleSet, 4);
const CBP: GapOutlook = {
  measureId: 'C14',
  denominator: 1000,
  numerator: 740,
  open: [{ probability: 0.6, members: 100 }],
};

describe('the check of outlooks', () => {
  const pointers = (outlook: object, distance = false): string[] =>
    outlookProblems(ruleSet, contract, [{ ...CBP, ...outlook }], distance).map(({ pointer }) => pointer);

  it.each([
    [{}, []],
    [{ measureId: 'C99' }, ['/0/code']],
    [{ measureId: 'C22' }, ['/0/code']],
    [{ denominator: 0 }, ['/0/denominator', '/0/numerator', '/0/open']],
    [{ numerator: -1 }, ['/0/numerator']],
    [{ open: [{ probability: 2, members: 1 }] }, ['/0/open/0/probability']],
    [{ open: [{ probability: 1, members: 0.5 }] }, ['/0/open/0/count']],
    [{ numerator: 950 }, ['/0/open']],
    [{ memberCorrelation: 1 }, ['/0/memberCorrelation']],
    [{ enrolment: { leavingShare: 2, joining: { probability: 1, members: 1 } } }, ['/0/enrolment/leavingShare']],
    [{ enrolment: { leavingShare: 0, joining: { probability: 2, members: 1 } } }, ['/0/enrolment/joining/probability']],
    [{ enrolment: { leavingShare: 0, joining: { probability: 1, members: -1 } } }, ['/0/enrolment/joining/count']],
    [{ adherence: [{ treatmentDays: 100, elapsedDays: 200, coveredDays: 0 }] }, ['/0/adherence/0/elapsedDays']],
    [{ chances: [1, 0, 0, 0] }, ['/0/chances']],
  ])('%j', (outlook, expected) => {
    expect(pointers(outlook)).toEqual(expected);
  });

  it('refuses a distance where lower is better, rules without cut points, and a measure given twice', () => {
    expect(pointers({ measureId: 'C18' }, true)).toEqual(['/0/code']);
    const bare = { ...ruleSet, measures: ruleSet.measures.map(({ cutPoints: _gone, ...rule }) => rule) };
    expect(outlookProblems(bare, contract, [CBP]).map(({ code }) => code)).toEqual(['measure.noCutPoints']);
    expect(outlookProblems(ruleSet, contract, [CBP, CBP]).map(({ pointer }) => pointer)).toEqual(['/1/code']);
    expect(outlookMembers([CBP, { measureId: 'C30', chances: [] }])).toBe(100);
  });
});
