/** Requests to try. They need CMS's tables of 2026 to be imported. */
export const SIMULATION_EXAMPLES = {
  whatIf: {
    summary: 'A quarter of the open blood-pressure gaps closes',
    value: {
      kind: 'whatIf',
      contractId: 'H0028',
      starYear: 2026,
      name: 'Blood pressure campaign',
      changes: [{ type: 'closureRate', code: 'CBP', numerator: 7500, denominator: 10_000, openGaps: 2000, rate: 0.25 }],
    },
  },
  monteCarlo: {
    summary: 'Year-end distribution from gap probabilities',
    value: {
      kind: 'monteCarlo',
      contractId: 'H0028',
      starYear: 2026,
      outlooks: [
        { code: 'CBP', denominator: 10_000, numerator: 7500, open: [{ count: 2000, probability: 0.2 }] },
        { code: 'C30', chances: [0, 0.1, 0.6, 0.3, 0] },
      ],
      draws: 10_000,
      seed: 1,
    },
  },
  distance: {
    summary: 'What a measure lacks to each better star',
    value: {
      kind: 'distance',
      contractId: 'H0028',
      starYear: 2026,
      outlooks: [{ code: 'CBP', denominator: 10_000, numerator: 7500, open: [{ count: 2000, probability: 0.2 }] }],
    },
  },
} as const;
