import type { Scale } from './outliers.js';
import type { Cluster } from './ward.js';

/**
 * The boundaries between `groups` star levels from the clusters, in star order: the smallest score of each better
 * cluster if higher is better, the largest if lower is better (TN p.154).
 *
 * With fewer clusters than levels the best cluster keeps the best level and the missing boundaries at the bottom are
 * the worst possible score, so that nobody falls below them: table K-4 prints 0, 0, 0, 99 for D07, where every score
 * left is 99. Without a scale the worst score seen stands in.
 */
export function clusterThresholds(
  clusters: readonly Cluster[],
  groups: number,
  direction: 'higher' | 'lower',
  scale: Scale = {},
): number[] {
  const first = clusters[0];
  const last = clusters.at(-1);
  if (first === undefined || last === undefined) throw new RangeError('thresholds need at least one cluster');
  const higher = direction === 'higher';
  const worst = higher ? (scale.minimum ?? first.minimum) : (scale.maximum ?? last.maximum);
  const better = higher
    ? clusters.slice(1).map((cluster) => cluster.minimum)
    : clusters
        .slice(0, -1)
        .map((cluster) => cluster.maximum)
        .reverse();
  // A measure with one or few distinct scores: its worst cluster is not the one-star level, so its own bound counts too.
  const missing = groups - 1 - better.length;
  if (missing === 0) return better;
  const lowestHeld = higher ? first.minimum : last.maximum;
  return [...new Array<number>(missing - 1).fill(worst), lowestHeld, ...better];
}
