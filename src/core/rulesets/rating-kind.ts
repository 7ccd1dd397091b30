/** The rating kinds that have their own thresholds and adjustment table. */
export const RATING_KINDS = ['partC', 'partDMapd', 'partDPdp', 'overall'] as const;
export type RatingKind = (typeof RATING_KINDS)[number];

/** Which contracts a set of cut points is for: those with a Part C side, or stand-alone drug plans. */
export const CUT_POINT_SETS = ['mapd', 'pdp'] as const;
export type CutPointSet = (typeof CUT_POINT_SETS)[number];

/** The parts a kind draws its measures from. */
export const PARTS_OF_KIND: Readonly<Record<RatingKind, readonly ('C' | 'D')[]>> = {
  partC: ['C'],
  partDMapd: ['D'],
  partDPdp: ['D'],
  overall: ['C', 'D'],
};
