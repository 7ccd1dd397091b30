// A made-up contract that the drill rates.
const IDS = ['C01', 'C02', 'C03', 'C04', 'C05', 'C06', 'C07', 'C08', 'C09', 'C10', 'C11', 'C12', 'C13', 'C14', 'C15'];

export const MEASURES = {
  contractId: 'H9999',
  starYear: 2026,
  contract: {
    organizationType: 'Local CCP',
    snp: true,
    puertoRicoOnly: false,
    adjustmentCategories: { partC: 4, partDMapd: 3, overall: 4 },
  },
  measures: IDS.map((code, i) => ({ code, star: 3 + (i % 3) })),
};
