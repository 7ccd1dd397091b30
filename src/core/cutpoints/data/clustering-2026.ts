import type { CutPoints, CutPointMeasure, OutlierBounds } from '../types.js';

/** Published intermediate results of one measure and set: TN tables K-3 to K-6. */
export interface PublishedClustering {
  readonly id: string;
  readonly set: CutPointMeasure['set'];
  /** Cut points after mean resampling and before guardrails (table K-3 or K-4) and the printed page. */
  readonly cutPoints: CutPoints;
  readonly page: number;
  /** Tukey outer fences (table K-5, p.159, or K-6, p.160). */
  readonly bounds: OutlierBounds;
}

function row(
  id: string,
  set: CutPointMeasure['set'],
  page: number,
  cutPoints: CutPoints,
  fences: readonly [number, number],
): PublishedClustering {
  return { id, set, page, cutPoints, bounds: { lower: fences[0], upper: fences[1] } };
}

/**
 * What the technical notes of the 2026 Star Ratings (updated 2025-09-25) print before guardrails, p.155–160.
 * The improvement measures C30 and D04 are left out: their scores are not published, so that nothing can be compared.
 */
export const PUBLISHED_CLUSTERING_2026: readonly PublishedClustering[] = [
  row('C01', 'MA', 155, [63, 71, 76, 84], [36, 100]),
  row('C02', 'MA', 155, [41, 60, 70, 77], [26, 100]),
  row('C04', 'MA', 155, [66, 70, 72, 75], [57, 85]),
  row('C05', 'MA', 155, [81, 83, 85, 88], [70, 98]),
  row('C06', 'MA', 155, [41, 47, 53, 59], [20.5, 80]),
  row('C07', 'MA', 155, [42, 60, 73, 88], [0, 100]),
  row('C08', 'MA', 155, [81, 86, 93, 98], [68, 100]),
  row('C09', 'MA', 155, [83, 90, 95, 99], [71, 100]),
  row('C10', 'MA', 155, [32, 41, 53, 68], [0, 100]),
  row('C11', 'MA', 155, [60, 72, 80, 86], [36, 100]),
  row('C12', 'MA', 155, [74, 83, 87, 91], [58, 100]),
  row('C13', 'MA', 155, [34, 51, 62, 74], [9, 100]),
  row('C14', 'MA', 155, [67, 75, 80, 86], [51, 100]),
  row('C15', 'MA', 155, [51, 57, 62, 71], [20.5, 94]),
  row('C16', 'MA', 155, [41, 45, 49, 53], [24, 66]),
  row('C17', 'MA', 155, [40, 60, 74, 87], [1, 100]),
  row('C18', 'MA', 155, [12, 10, 9, 7], [3, 17]),
  row('C19', 'MA', 155, [81, 85, 88, 91], [73, 100]),
  row('C20', 'MA', 155, [44, 56, 69, 79], [0, 100]),
  row('C21', 'MA', 155, [50, 59, 67, 78], [21, 98]),
  row('C28', 'MA', 155, [0.68, 0.46, 0.26, 0.11], [0, 1.04]),
  row('C29', 'MA', 155, [39, 28, 17, 8], [0, 82]),
  row('C31', 'MA', 156, [96, 98, 99, 100], [92, 100]),
  row('C32', 'MA', 156, [92, 96, 98, 100], [84, 100]),
  row('C33', 'MA', 156, [86, 94, 97, 100], [80, 100]),
  row('D01', 'MA-PD', 157, [90, 94, 97, 100], [88, 100]),
  row('D01', 'PDP', 157, [95, 97, 98, 100], [88, 100]),
  row('D02', 'MA-PD', 157, [0.68, 0.46, 0.26, 0.11], [0, 1.04]),
  row('D02', 'PDP', 157, [0.06, 0.04, 0.02, 0.01], [0, 0.19]),
  row('D03', 'MA-PD', 157, [39, 28, 17, 8], [0, 82]),
  row('D03', 'PDP', 157, [12, 8, 5, 3], [0, 28]),
  row('D07', 'MA-PD', 157, [0, 0, 0, 99], [99, 99]),
  row('D07', 'PDP', 157, [0, 0, 0, 99], [99, 99]),
  row('D08', 'MA-PD', 157, [83, 86, 89, 92], [73, 100]),
  row('D08', 'PDP', 157, [85, 87, 89, 92], [76, 97]),
  row('D09', 'MA-PD', 157, [84, 88, 91, 93], [79, 100]),
  row('D09', 'PDP', 157, [88, 90, 91, 93], [82, 96]),
  row('D10', 'MA-PD', 157, [84, 88, 90, 93], [75, 100]),
  row('D10', 'PDP', 157, [87, 89, 90, 92], [81, 95]),
  row('D11', 'MA-PD', 157, [81, 87, 91, 96], [71, 100]),
  row('D11', 'PDP', 158, [27, 51, 70, 83], [0, 100]),
  row('D12', 'MA-PD', 158, [81, 85, 89, 93], [70, 100]),
  row('D12', 'PDP', 158, [82, 83, 84, 86], [80, 87]),
];
