/** Requests to try. They need a contract with gaps and CMS's tables of the star year. */
export const OPTIMIZATION_EXAMPLES = {
  cost: {
    summary: 'Four stars with 80 % confidence at the least cost',
    value: {
      contractId: 'H1234',
      measurementYear: 2026,
      name: 'Autumn outreach',
      objective: { kind: 'cost', targetStars: 4, confidence: 0.8 },
      budget: '250000.00',
      channelLimits: [
        { channel: 'call', hours: 400 },
        { channel: 'home', slots: 1000, through: '2026-11-30' },
      ],
      maxContactsPerMember: 1,
      minimumPerStratum: [{ stratum: 'tier:high', members: 200 }],
    },
  },
  value: {
    summary: 'The most revenue less cost',
    value: {
      contractId: 'H1234',
      measurementYear: 2026,
      objective: {
        kind: 'value',
        revenue: { benchmarkPmpm: '1100.00', bidPmpm: '950.00', memberMonths: 240_000, doubleBonusShare: 0 },
      },
      interventions: [{ typeCode: 'call' }, { typeCode: 'home_kit', measures: ['COL'], leadDays: 21 }],
    },
  },
};
