/** A candidate merge of two neighbouring clusters. */
export interface Merge {
  /** Increase of the within-cluster sum of squares. */
  readonly cost: number;
  /** Larger and smaller identification number of the pair: the smallest observation number of each cluster. */
  readonly largerId: number;
  readonly smallerId: number;
  readonly left: number;
  readonly right: number;
  /** Versions of both clusters when the merge was offered: an outdated offer is passed over. */
  readonly leftVersion: number;
  readonly rightVersion: number;
}

/**
 * PROC CLUSTER's order: the cheapest pair; among ties the pair with the smaller larger identification number, then with
 * the smaller smaller one (SAS/STAT, The CLUSTER Procedure, "Ties").
 */
function before(a: Merge, b: Merge): boolean {
  if (a.cost !== b.cost) return a.cost < b.cost;
  if (a.largerId !== b.largerId) return a.largerId < b.largerId;
  return a.smallerId < b.smallerId;
}

/** A binary heap of merges, cheapest first. */
export class MergeQueue {
  private readonly heap: Merge[] = [];

  push(merge: Merge): void {
    const { heap } = this;
    let place = heap.length;
    heap.push(merge);
    while (place > 0) {
      const parent = (place - 1) >> 1;
      const other = heap[parent] as Merge;
      if (!before(merge, other)) break;
      heap[place] = other;
      place = parent;
    }
    heap[place] = merge;
  }

  pop(): Merge | undefined {
    const { heap } = this;
    const top = heap[0];
    const last = heap.pop();
    if (top === undefined || last === undefined || heap.length === 0) return top;
    let place = 0;
    for (;;) {
      let child = 2 * place + 1;
      if (child >= heap.length) break;
      const sibling = heap[child + 1];
      if (sibling !== undefined && before(sibling, heap[child] as Merge)) child += 1;
      const next = heap[child] as Merge;
      if (!before(next, last)) break;
      heap[place] = next;
      place = child;
    }
    heap[place] = last;
    return top;
  }
}
