import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { madeUpContract, rules2026 } from '../../../../test/support/made-up-contract.js';
import { HAS_PUBLISHED_CONTRACTS, loadContracts2026 } from '../../../../test/support/published-contracts.js';
import { type WhatIfChange, WhatIfError, whatIf } from './index.js';

// Room for busy machines: these tests compute much, and none of them waits.
vi.setConfig({ testTimeout: 60_000 });

const ruleSet = rules2026();
const baseline = madeUpContract(ruleSet, 3, {}, { C14: '78', C28: '0.5', D02: '0.5', C12: '80', C22: '81' });

function starOf(changes: readonly WhatIfChange[], measureId: string): number | null | undefined {
  const { scenario } = whatIf(ruleSet, baseline, changes);
  return scenario.measures.find((line) => line.measureId === measureId)?.star;
}

describe('a what-if', () => {
  it('without changes differs in no line', () => {
    const result = whatIf(ruleSet, baseline, []);
    expect(result.measures).toEqual([]);
    expect(result.approximations).toEqual([]);
    for (const { lines, finalChange } of result.ratings) expect([lines, finalChange]).toEqual([[], 0]);
    expect(result.ruleSets).toEqual([ruleSet.version, ruleSet.version]);
  });

  it('shows every line of the ledger that changes', () => {
    const result = whatIf(ruleSet, baseline, [{ type: 'star', measureId: 'C12', star: 5 }]);
    expect(result.measures).toEqual([
      { measureId: 'C12', name: expect.any(String) as string, weight: 3, score: ['80', null], star: [3, 5] },
    ]);
    const overall = result.ratings.find(({ rating }) => rating === 'overall');
    expect(overall?.lines.map(({ line }) => line)).toEqual(
      expect.arrayContaining(['mean', 'variance', 'value before rounding']) as string[],
    );
    expect(overall?.lines.map(({ line }) => line)).not.toContain('weight');
    const partD = result.ratings.find(({ rating }) => rating === 'partD');
    expect(partD?.lines).toEqual([]);
  });

  it('reads the star of another score from the cut points', () => {
    expect(starOf([{ type: 'score', measureId: 'C14', score: '86' }], 'C14')).toBe(5);
    expect(starOf([{ type: 'score', measureId: 'C14', score: '79' }], 'C14')).toBe(3);
  });

  it('adds numerators and rounds as shown: 795 of 1,000 is 80 %', () => {
    const count = { measureId: 'C14', numerator: 780, denominator: 1000 };
    expect(starOf([{ type: 'numerators', ...count, added: 14 }], 'C14')).toBe(3);
    expect(starOf([{ type: 'numerators', ...count, added: 15 }], 'C14')).toBe(4);
  });

  it('closes whole gaps only', () => {
    const count = { measureId: 'C14', numerator: 780, denominator: 1000, openGaps: 100 };
    expect(starOf([{ type: 'closureRate', ...count, rate: 0.149 }], 'C14')).toBe(3);
    expect(starOf([{ type: 'closureRate', ...count, rate: 0.15 }], 'C14')).toBe(4);
  });

  it('changes a measure of both parts in both', () => {
    expect(starOf([{ type: 'score', measureId: 'C28', score: '0.1' }], 'D02')).toBe(5);
    expect(starOf([{ type: 'star', measureId: 'D03', star: 1 }], 'C29')).toBe(1);
  });

  it('takes other cut points and reads the star anew', () => {
    const change = { type: 'cutPoints', measureId: 'C14', cutPoints: [60, 65, 70, 78] } as const;
    expect(starOf([change], 'C14')).toBe(5);
    expect(starOf([change, { type: 'score', measureId: 'C14', score: '66' }], 'C14')).toBe(3);
    expect(whatIf(ruleSet, baseline, [change]).ruleSets[1]).toContain('other cut points');
    const unknown = whatIf(ruleSet, baseline, [{ ...change, measureId: 'C01' }]);
    expect(unknown.approximations[0]).toContain('no score is known');
    expect(starOf([{ type: 'cutPoints', measureId: 'D02', cutPoints: [1, 0.9, 0.8, 0.6], set: 'mapd' }], 'D02')).toBe(
      5,
    );
  });

  it('shows the message where a rating does not exist on one side', () => {
    const empty = madeUpContract(ruleSet, 3, Object.fromEntries(ruleSet.measures.map(({ id }) => [id, null])));
    const some = ruleSet.measures
      .filter(({ part }) => part === 'D')
      .map(({ id }) => ({ type: 'star', measureId: id, star: 3 }) as const);
    const partD = whatIf(ruleSet, empty, some).ratings.find(({ rating }) => rating === 'partD');
    expect(partD).toMatchObject({ baseline: 'Not enough data available', scenario: '3', finalChange: null });
    expect(partD?.lines.find(({ line }) => line === 'mean')).toMatchObject({ baseline: '', scenario: '3.000000' });
  });

  it('says where a star is only approximate', () => {
    const cahps = whatIf(ruleSet, baseline, [{ type: 'score', measureId: 'C22', score: '85' }]);
    expect(cahps.approximations[0]).toContain('CAHPS');
    const struck = { ...baseline, disasterPercents: { '2023': 0, '2024': 40 } };
    expect(whatIf(ruleSet, struck, [{ type: 'score', measureId: 'C14', score: '85' }]).approximations[0]).toContain(
      'disaster',
    );
  });

  it('never lowers the rate of a measure by closing gaps', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 220 }), fc.integer({ min: 0, max: 220 }), (a, b) => {
        const [fewer, more] = [Math.min(a, b), Math.max(a, b)];
        const scoreWith = (added: number): number => {
          const change = { type: 'numerators', measureId: 'C14', numerator: 780, denominator: 1000, added } as const;
          const { scenario } = whatIf(ruleSet, baseline, [change]);
          return Number(scenario.measures.find(({ measureId }) => measureId === 'C14')?.score);
        };
        return scoreWith(more) >= scoreWith(fewer);
      }),
      { numRuns: 20 },
    );
  });

  it('refuses what cannot be and points at the field without repeating the value', () => {
    const count = { measureId: 'C14', numerator: 780, denominator: 1000 };
    const bad: [WhatIfChange, string][] = [
      [{ type: 'star', measureId: 'C99', star: 3 }, '/0/measureId'],
      [{ type: 'star', measureId: 'C14', star: 6 as 5 }, '/0/star'],
      [{ type: 'score', measureId: 'C14', score: '177' }, '/0/score'],
      [{ type: 'score', measureId: 'C14', score: '77.5' }, '/0/score'],
      [{ type: 'score', measureId: 'C14', score: '77 %' }, '/0/score'],
      [{ type: 'numerators', ...count, added: 221 }, '/0/added'],
      [{ type: 'numerators', ...count, added: -781 }, '/0/added'],
      [{ type: 'numerators', ...count, added: 0.5 }, '/0/added'],
      [{ type: 'numerators', ...count, numerator: 1001, added: 0 }, '/0/numerator'],
      [{ type: 'numerators', ...count, denominator: 0, added: 0 }, '/0/denominator'],
      [{ type: 'numerators', ...count, measureId: 'C28', added: 1 }, '/0/measureId'],
      [{ type: 'closureRate', ...count, openGaps: 221, rate: 0.5 }, '/0/openGaps'],
      [{ type: 'closureRate', ...count, openGaps: 20, rate: 1.5 }, '/0/rate'],
      [{ type: 'cutPoints', measureId: 'C14', cutPoints: [60, 50, 70, 80] }, '/0/cutPoints'],
      [{ type: 'cutPoints', measureId: 'C14', cutPoints: [60, 70, 80, 180] }, '/0/cutPoints'],
    ];
    for (const [change, pointer] of bad) {
      const attempt = (): unknown => whatIf(ruleSet, baseline, [change]);
      expect(attempt).toThrow(WhatIfError);
      expect(attempt).toThrow(pointer);
      expect(attempt).not.toThrow(/177|77\.5|221|781/);
    }
    const twice: WhatIfChange[] = [
      { type: 'star', measureId: 'C14', star: 4 },
      { type: 'score', measureId: 'C14', score: '80' },
    ];
    expect(() => whatIf(ruleSet, baseline, twice)).toThrow('/1/measureId');
  });
});

it('announces what is left out', () => {
  if (!HAS_PUBLISHED_CONTRACTS) process.stdout.write('left out: what-ifs of the published 2026 contracts\n');
  expect(typeof HAS_PUBLISHED_CONTRACTS).toBe('boolean');
});

describe.runIf(HAS_PUBLISHED_CONTRACTS)(
  'a real contract whose rating falls because a measure improves (H0885, 2026)',
  () => {
    it('loses half a star when its osteoporosis measure goes from 4 to 5: the variance rises out of its class', () => {
      const contract = loadContracts2026().find(({ contractId }) => contractId === 'H0885');
      if (contract === undefined) throw new Error('H0885 is not in the tables');
      const result = whatIf(ruleSet, contract, [{ type: 'star', measureId: 'C10', star: 5 }]);
      const overall = result.ratings.find(({ rating }) => rating === 'overall');
      expect([overall?.baseline, overall?.scenario]).toEqual(['4', '3.5']);
      expect(overall?.finalChange).toBeCloseTo(-0.086486, 6);
      const line = (name: string): string[] => {
        const found = overall?.lines.find((one) => one.line === name);
        return [found?.baseline ?? '', found?.scenario ?? ''];
      };
      expect(Number(line('mean')[1])).toBeGreaterThan(Number(line('mean')[0]));
      expect(line('variance class')).toEqual(['medium', 'high']);
      expect(Number(line('reward factor')[1])).toBeLessThan(Number(line('reward factor')[0]));
    });

    it('does so by closing gaps, one after the other: the rate never falls, the rating does when the star comes', () => {
      const contract = loadContracts2026().find(({ contractId }) => contractId === 'H0885');
      const score = Number(contract?.measures.find(({ measureId }) => measureId === 'C10')?.score);
      if (contract === undefined || Number.isNaN(score)) throw new Error('H0885 has no score in C10');
      const ratings: string[] = [];
      let before = score;
      for (let added = 0; score + added <= 68; added += 1) {
        const change = { type: 'numerators', measureId: 'C10', numerator: score, denominator: 100, added } as const;
        const { scenario, ratings: found } = whatIf(ruleSet, contract, [change]);
        const rate = Number(scenario.measures.find(({ measureId }) => measureId === 'C10')?.score);
        expect(rate).toBeGreaterThanOrEqual(before);
        before = rate;
        ratings.push(found.find(({ rating }) => rating === 'overall')?.scenario ?? '');
      }
      expect(ratings[0]).toBe('4');
      expect(ratings.at(-1)).toBe('3.5');
      expect(ratings.lastIndexOf('4')).toBe(ratings.length - 2);
    });
  },
);
