import { MergeQueue } from './merge-queue.js';

/** A cluster of scores: its range and how many scores it holds. */
export interface Cluster {
  readonly minimum: number;
  readonly maximum: number;
  readonly count: number;
}

interface Node {
  minimum: number;
  maximum: number;
  sum: number;
  count: number;
  /** Smallest observation number among the members: PROC CLUSTER's identification number. */
  id: number;
  version: number;
  previous: number;
  next: number;
}

/** Observation numbers in ascending order of their scores, equal scores in the order given. */
export function ascendingOrder(scores: readonly number[]): number[] {
  return scores.map((_, index) => index).sort((a, b) => (scores[a] as number) - (scores[b] as number) || a - b);
}

/** Equal scores merge first, at distance zero: one node for each distinct score, with its weight. */
function distinctNodes(scores: readonly number[], order: readonly number[]): Node[] {
  const nodes: Node[] = [];
  let last: Node | undefined;
  for (const index of order) {
    const value = scores[index] as number;
    if (last !== undefined && last.minimum === value) {
      last.sum += value;
      last.count += 1;
    } else {
      const [previous, next] = [nodes.length - 1, nodes.length + 1];
      last = { minimum: value, maximum: value, sum: value, count: 1, id: index, version: 0, previous, next };
      nodes.push(last);
    }
  }
  return nodes;
}

/** Increase of the within-cluster sum of squares when a and b merge: nₐn_b/(nₐ+n_b) · (meanₐ − mean_b)². */
function mergeCost(a: Node, b: Node): number {
  const cross = b.sum * a.count - a.sum * b.count;
  return (cross * cross) / (a.count * b.count * (a.count + b.count));
}

/**
 * Ward's minimum-variance clustering of one-dimensional scores down to at most `groups` clusters, in ascending order
 * (TN p.153–154). In one dimension the cheapest merge is always one of two neighbours: with a gap x between the means
 * of A and B and y between B and C, cost(A,C) is never below min(cost(A,B), cost(B,C)), whatever the size of B. So a
 * heap of neighbours suffices: O(n log n) for sorting, O(d log d) for d distinct scores.
 *
 * Equal scores always share a cluster, so fewer distinct scores than groups give fewer clusters (TN p.154).
 *
 * @param scores in the order of the observations: ties are broken by it, as PROC CLUSTER does
 * @param order observation numbers to cluster, in ascending order of their scores; default all
 */
export function wardClusters(
  scores: readonly number[],
  groups: number,
  order: readonly number[] = ascendingOrder(scores),
): Cluster[] {
  if (!Number.isInteger(groups) || groups < 1) throw new RangeError('groups must be a whole number of at least 1');
  const nodes = distinctNodes(scores, order);
  const queue = new MergeQueue();
  const offer = (left: number, right: number): void => {
    const a = nodes[left];
    const b = nodes[right];
    if (a === undefined || b === undefined) return;
    const [smallerId, largerId] = a.id < b.id ? [a.id, b.id] : [b.id, a.id];
    const versions = { leftVersion: a.version, rightVersion: b.version };
    queue.push({ cost: mergeCost(a, b), largerId, smallerId, left, right, ...versions });
  };
  for (let place = 0; place + 1 < nodes.length; place += 1) offer(place, place + 1);

  let remaining = nodes.length;
  while (remaining > groups) {
    const merge = queue.pop();
    if (merge === undefined) break;
    const a = nodes[merge.left] as Node;
    const b = nodes[merge.right] as Node;
    if (a.version !== merge.leftVersion || b.version !== merge.rightVersion) continue;
    a.maximum = b.maximum;
    a.sum += b.sum;
    a.count += b.count;
    a.id = Math.min(a.id, b.id);
    a.version += 1;
    b.version = -1;
    a.next = b.next;
    const after = nodes[b.next];
    if (after !== undefined) after.previous = merge.left;
    offer(a.previous, merge.left);
    offer(merge.left, a.next);
    remaining -= 1;
  }
  return nodes.filter((node) => node.version >= 0).map(({ minimum, maximum, count }) => ({ minimum, maximum, count }));
}
