import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCmsTables } from './index.js';
import {
  CAI_ROWS,
  csv,
  DATA_ROWS,
  smallSet,
  STAR_ROWS,
  SUMMARY_ROWS,
  turned,
  utf8,
  utf8Bom,
  windows1252,
} from './small-set.fixture.js';

const codes = (reading: ReturnType<typeof readCmsTables>) =>
  reading.problems.map(({ code, severity }) => `${severity}:${code}`);
const contract = (reading: ReturnType<typeof readCmsTables>, id: string) =>
  reading.tables.contracts.find(({ contractId }) => contractId === id);
const clean = readCmsTables(smallSet(), 2026);

describe('a whole set', () => {
  it('is read without a finding', () => {
    expect(clean.problems).toEqual([]);
  });

  it('gives contracts with their facts out of all tables', () => {
    expect(contract(clean, 'H0001')).toEqual({
      contractId: 'H0001',
      organizationType: 'Local CCP',
      snp: true,
      puertoRicoOnly: true,
      disasterPercents: { '2023': 0, '2024': 31 },
      adjustmentCategories: { partC: 4, partDMapd: 3, overall: 4 },
      measures: [
        { measureId: 'C01', score: '76', star: 4, note: null },
        { measureId: 'C02', score: null, star: null, note: 'Plan too small to be measured' },
        { measureId: 'C28', score: '0.16', star: 5, note: null },
        { measureId: 'D01', score: '100', star: 5, note: null },
      ],
    });
  });

  it('gives identities with quoted commas and without trailing spaces', () => {
    expect(clean.tables.identities[0]).toEqual({
      contractId: 'H0001',
      contractName: 'ALPHA HEALTH, INC.',
      marketingName: 'Alpha',
      parentOrganization: 'Alpha Holdings, LLC',
      organizationType: 'Local CCP',
    });
  });

  it('gives the published ratings as stars or as messages', () => {
    expect(clean.tables.ratings).toEqual([
      {
        contractId: 'H0001',
        partC: { stars: 4.5, message: null },
        partD: { stars: null, message: 'Not enough data available' },
        overall: { stars: null, message: 'Not enough data available' },
      },
      {
        contractId: 'S0002',
        partC: { stars: null, message: 'Not Applicable' },
        partD: { stars: 3, message: null },
        overall: { stars: null, message: 'Not Applicable' },
      },
    ]);
  });

  it('gives measures with their domain, which stands only over the first of its measures', () => {
    expect(clean.tables.measures.map(({ id, domainId, period }) => [id, domainId, period])).toEqual([
      ['C01', 'HD1', '01/01/2024 – 12/31/2024'],
      ['C02', 'HD1', '01/01/2024 – 12/31/2024'],
      ['C28', 'HD4', 'Not Applicable'],
      ['D01', 'DD1', '02/2025 – 05/2025'],
    ]);
  });

  it('gives the high and low performing contracts; a missing value in the history is null', () => {
    expect(clean.tables.highPerforming).toEqual([
      { contractId: 'H0001', ratedAs: 'MA-PD', highestRating: 'Overall', stars: 5 },
    ]);
    expect(clean.tables.lowPerforming).toEqual([
      {
        contractId: 'H0001',
        ratedAs: 'MA-PD',
        years: [
          { year: 2025, partC: 2, partD: null },
          { year: 2026, partC: 2.5, partD: null },
        ],
        reason: 'Part C',
      },
    ]);
  });

  it('reports progress after each file', () => {
    const seen: number[] = [];
    readCmsTables(smallSet(), 2026, ({ done, total }) => seen.push(done / total));
    expect(seen).toEqual([1, 2, 3, 4, 5, 6, 7, 8].map((n) => n / 8));
  });
});

describe('harmless differences between years give the same contracts', () => {
  const measureData = (bytes: Uint8Array) => readCmsTables(smallSet({ 'Measure Data': bytes }), 2026);

  it.each([
    ['no byte order mark', utf8(csv(DATA_ROWS))],
    ['LF line ends', utf8Bom(csv(DATA_ROWS, '\n'))],
    ['CR line ends', utf8Bom(csv(DATA_ROWS, '\r'))],
    ['blank lines', utf8(csv(DATA_ROWS.flatMap((row) => [row, ['', '', ''], ['']])))],
    ['no title', utf8(csv(DATA_ROWS.slice(1)))],
    [
      'one header line',
      utf8(csv([[...(DATA_ROWS[1]?.slice(0, 5) ?? []), ...(DATA_ROWS[2]?.slice(5) ?? [])], ...DATA_ROWS.slice(4)])),
    ],
  ])('%s', (_, bytes) => {
    const reading = measureData(bytes);
    expect(reading.problems).toEqual([]);
    expect(reading.tables.contracts).toEqual(clean.tables.contracts);
  });

  it('Windows-1252, which is said', () => {
    const reading = measureData(windows1252(csv(DATA_ROWS)));
    expect(codes(reading)).toEqual(['warning:windows1252']);
    expect(reading.tables.measures).toEqual(clean.tables.measures);
  });

  it('columns in any order', () => {
    fc.assert(
      fc.property(fc.nat(8), fc.nat(8), fc.nat(10), fc.nat(8), (data, stars, summary, cai) => {
        const reading = readCmsTables(
          smallSet({
            'Measure Data': utf8Bom(csv(turned(DATA_ROWS, data))),
            'Measure Stars': utf8Bom(csv(turned(STAR_ROWS, stars))),
            'Summary Ratings': utf8Bom(csv(turned(SUMMARY_ROWS, summary))),
            CAI: utf8Bom(csv(turned(CAI_ROWS, cai))),
          }),
          2026,
        );
        expect(reading.problems).toEqual([]);
        expect(reading.tables.contracts).toEqual(clean.tables.contracts);
        expect(reading.tables.ratings).toEqual(clean.tables.ratings);
      }),
      { numRuns: 60 },
    );
  });

  it('other file names: the first line tells the table', () => {
    const files = smallSet().map((file, i) => ({ ...file, name: `table-${i}.csv` }));
    const reading = readCmsTables(files, 2026);
    expect(reading.problems).toEqual([]);
    expect(reading.tables.contracts).toEqual(clean.tables.contracts);
  });
});
