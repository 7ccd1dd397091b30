/** What a test may say about one measure in a request to rate. */
export interface MeasureInput {
  code: string;
  score?: unknown;
  star?: unknown;
  unit?: string;
  note?: string;
}

/** Part C and Part D measures of 2026 by id: C01–C33, D01–D12. */
export const MEASURE_IDS_2026 = [
  ...Array.from({ length: 33 }, (_, i) => `C${String(i + 1).padStart(2, '0')}`),
  ...Array.from({ length: 12 }, (_, i) => `D${String(i + 1).padStart(2, '0')}`),
];

/** Every measure of 2026 with the same star. */
export function allMeasures(star: number): MeasureInput[] {
  return MEASURE_IDS_2026.map((code) => ({ code, star }));
}

/** A request to rate a local CCP with SNP that has every measure at four stars; `overrides` replace top-level fields. */
export function rateRequest(overrides: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    contractId: 'H9999',
    starYear: 2026,
    contract: {
      organizationType: 'Local CCP',
      snp: true,
      puertoRicoOnly: false,
      disasterPercents: { '2023': 0, '2024': 0 },
      adjustmentCategories: { partC: 4, partDMapd: 3, overall: 4 },
    },
    measures: allMeasures(4),
    ...overrides,
  };
}
