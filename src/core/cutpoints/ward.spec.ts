import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { wardClusters } from './ward.js';

// Room for busy machines: these tests compute much, and none of them waits.
vi.setConfig({ testTimeout: 60_000 });

interface Group {
  members: number[];
  id: number;
}

/** Ward's method over all pairs, with PROC CLUSTER's tie rule: slow and plain, to check the fast one against. */
function plainWard(scores: readonly number[], groups: number): number[][] {
  let clusters: Group[] = scores.map((score, id) => ({ members: [score], id }));
  while (clusters.length > groups) {
    let best: { cost: number; larger: number; smaller: number; i: number; j: number } | undefined;
    for (let i = 0; i < clusters.length; i += 1)
      for (let j = i + 1; j < clusters.length; j += 1) {
        const [a, b] = [clusters[i] as Group, clusters[j] as Group];
        const [na, nb] = [a.members.length, b.members.length];
        const [sa, sb] = [a.members.reduce((s, x) => s + x, 0), b.members.reduce((s, x) => s + x, 0)];
        const cost = (sb * na - sa * nb) ** 2 / (na * nb * (na + nb));
        const [smaller, larger] = [Math.min(a.id, b.id), Math.max(a.id, b.id)];
        const isBetter =
          best === undefined ||
          cost < best.cost ||
          (cost === best.cost && (larger < best.larger || (larger === best.larger && smaller < best.smaller)));
        if (isBetter) best = { cost, larger, smaller, i, j };
      }
    const { i, j } = best as { i: number; j: number };
    const [a, b] = [clusters[i] as Group, clusters[j] as Group];
    const merged = { members: [...a.members, ...b.members], id: Math.min(a.id, b.id) };
    clusters = [...clusters.filter((_, place) => place !== i && place !== j), merged];
  }
  return clusters.map(({ members }) => members.sort((x, y) => x - y)).sort((x, y) => (x[0] ?? 0) - (y[0] ?? 0));
}

describe("Ward's clustering in one dimension", () => {
  it('finds the natural gaps', () => {
    expect(wardClusters([10, 50, 11, 51, 90], 3)).toEqual([
      { minimum: 10, maximum: 11, count: 2 },
      { minimum: 50, maximum: 51, count: 2 },
      { minimum: 90, maximum: 90, count: 1 },
    ]);
  });

  it('equals the plain method over all pairs, ties included', () => {
    const scores = fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 1, maxLength: 28 });
    fc.assert(
      fc.property(scores, fc.integer({ min: 1, max: 5 }), (values, groups) => {
        fc.pre(new Set(values).size >= groups);
        const expected = plainWard(values, groups).map((members) => ({
          minimum: members[0],
          maximum: members.at(-1),
          count: members.length,
        }));
        expect(wardClusters(values, groups)).toEqual(expected);
      }),
      { numRuns: 400 },
    );
  });

  it('breaks a tie by the smallest larger observation number, as PROC CLUSTER does', () => {
    // 0, 10 and 20 lie equally far apart: the pair (0, 1) of observations goes first, whichever scores they have.
    expect(wardClusters([0, 10, 20], 2).map(({ count }) => count)).toEqual([2, 1]);
    expect(wardClusters([20, 10, 0], 2).map(({ count }) => count)).toEqual([1, 2]);
  });

  it('gives as many clusters as there are distinct scores, if that is fewer than asked for (TN p.154)', () => {
    expect(wardClusters([99, 99, 99], 5)).toEqual([{ minimum: 99, maximum: 99, count: 3 }]);
    expect(wardClusters([], 5)).toEqual([]);
  });

  it('keeps every score and separates the clusters', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 10_000 }), { minLength: 1, maxLength: 300 }), (values) => {
        const clusters = wardClusters(values, 5);
        const ordered = clusters.every((cluster, place) => cluster.minimum > (clusters[place - 1]?.maximum ?? -1));
        return ordered && clusters.reduce((sum, { count }) => sum + count, 0) === values.length;
      }),
    );
  });

  it('refuses fewer than one group', () => {
    expect(() => wardClusters([1], 0)).toThrow(RangeError);
  });
});
