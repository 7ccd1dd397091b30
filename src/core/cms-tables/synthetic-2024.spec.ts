import { describe, expect, it } from 'vitest';
import { readCmsTables, type CmsFile } from './index.js';
import { csv, windows1252 } from './small-set.fixture.js';

// A set as CMS might publish it in another year: Windows-1252, other file names, dates and column orders, other measure
// ids, two calculations of the stars, a Domain Stars table whose columns carry names only. All contents are invented.
const file = (name: string, rows: readonly (readonly string[])[]): CmsFile => ({
  name,
  bytes: windows1252(csv(rows, '\n')),
});

const IDENTITY = [
  'Parent Organization',
  'CONTRACT_ID',
  'Contract Name',
  'Organization Type',
  'Organization Marketing Name',
];
const MEASURES = ['D03: Members’ Choice – Drugs', 'C07: Members Choosing to Leave', 'C02: Transitions of Care'];
const DOMAINS = ['DD1: Drug Plan’s Service', 'HD2: Complaints', 'HD1: Managing Care'];
const h = ['Gamma – Holdings', 'H0003', 'Gamma', 'Regional CCP', 'Gamma’s Plan'];
const p = ['UMWA', '90091', 'Mine Workers', 'HCPP - 1833 Cost', 'Mine Workers'];
const none = [
  'Plan not required to report measure',
  'Plan not required to report measure',
  'Plan not required to report measure',
];

const measures = (title: string, gamma: readonly string[]) => [
  [title],
  [...IDENTITY, ...DOMAINS],
  ['', '', '', '', '', ...MEASURES],
  [...h, ...gamma],
  [...p, ...none],
];

const SET = [
  file(
    '2024 Star Ratings Data Table - Measure Data (Jul 2 2024).csv',
    measures('2024 Data View', ['.5', '7%', 'CMS identified issues with this plan’s data']),
  ),
  file(
    '2024 Star Ratings Data Table - Measure Stars - Original (Oct 13 2023).csv',
    measures('2024 Star View', ['3', '4', '1']),
  ),
  file(
    '2024 Star Ratings Data Table - Measure Stars - Recalculated (Jul 2 2024).csv',
    measures('2024 Star View', ['4', '4', '1']),
  ),
  file('2024_Report_Card_Master_Table_2024_07_02_Summary.csv', [
    ['2024 Summary Star View'],
    [
      '2024 Overall',
      '2022 Disaster %',
      'Contract ID',
      'SNP',
      '2021 Disaster %',
      'Part D Summary',
      'Part C Summary',
      'Parent Organization',
      'Contract Name',
    ],
    ['4', '25%', 'H0003', 'Yes', '0', '3.5', '4', 'Gamma – Holdings', 'Gamma'],
    ['Not Applicable', 'N/A', '90091', 'No', '0', 'Not Applicable', 'Not Applicable', 'UMWA', 'Mine Workers'],
  ]),
  file('2024 Star Ratings Data Table - CAI (Jul 2 2024).csv', [
    ['2024 CAI View'],
    ['Overall FAC', 'Part D PDP FAC', 'Part D MA-PD FAC', 'Part C FAC', 'Puerto Rico Only', 'Contract Number'],
    ['10', 'N/A', '6', '7', 'No', 'H0003'],
    ['N/A', 'N/A', 'N/A', 'N/A', 'No', '90091'],
  ]),
  file('2024 Star Ratings Data Table - Domain Stars (Jul 2 2024).csv', [
    ['2024 Domain Star View'],
    [
      'Contract Number',
      'Organization Type',
      'Complaints',
      'Managing Care',
      'HD9: Unheard of',
      "Drug Plan's Service",
      'Mood',
    ],
    ['H0003', 'Regional CCP', '4', '1', '2', 'Not enough data available', 'good'],
    ['90091', 'HCPP - 1833 Cost', 'Not Applicable', 'Not Applicable', 'Not Applicable', 'odd', 'good'],
  ]),
  file('2024 Star Ratings Data Table - Part C Cutpoints (Jul 2 2024).csv', [
    ['2024 Part C Performance Metrics Threshold'],
    ['', 'C02: Transitions of Care', 'C07: Members Choosing to Leave'],
    ['1 star', '<43%', '>29%'],
    ['2 stars', '≥43% to <54%'.replace('≥', '>='), '>20% - <=29%'],
    ['3 stars', '>=54% to <63%', '>13% - <=20%'],
    ['4 stars', '>=63% to <77%', '>7% - <=13%'],
    ['5 stars', '>=77%', '<=7%'],
  ]),
  file('2024 Star Ratings Data Table - Part D Cut Points Original (Oct 13 2023).csv', [
    ['2024 Part D Performance Metrics Threshold'],
    ['Stars', 'D03: Members’ Choice – Drugs', 'Org Type'],
    ...['MA-PD', 'PDP'].flatMap((set) =>
      ['< 1', '>= 1 to < 2', '>= 2 to < 3', '>= 3 to < 4', '>= 4'].map((cell, i) => [`${i + 1}star`, cell, set]),
    ),
  ]),
  file('2024 Star Ratings Data Table - Part D Cut Points Recalculated (Jul 2 2024).csv', [
    ['2024 Part D Performance Metrics Threshold'],
    ['Stars', 'D03: Members’ Choice – Drugs', 'Org Type'],
    ...['MA-PD', 'PDP'].flatMap((set) =>
      ['< -1.5', '>= -1.5 to < 0', '>= 0 to < 3', '>= 3 to < 4', '>= 4'].map((cell, i) => [`${i + 1}star`, cell, set]),
    ),
  ]),
];

const { tables, problems } = readCmsTables(SET, 2024);

describe('a set of another year', () => {
  it('finds every table by its name', () => {
    expect(tables.files.map(({ kind, calculation }) => [kind, calculation])).toEqual([
      ['measureData', null],
      ['measureStars', 'original-2023-10-13'],
      ['measureStars', 'recalculated-2024-07-02'],
      ['summaryRatings', null],
      ['adjustment', null],
      ['domainStars', null],
      ['partCCutPoints', null],
      ['partDCutPoints', 'original-2023-10-13'],
      ['partDCutPoints', 'recalculated-2024-07-02'],
    ]);
  });

  it('gives each calculation its stars; the newest are the contract’s', () => {
    expect(tables.calculations).toEqual(['original-2023-10-13', 'recalculated-2024-07-02']);
    expect(tables.contracts.find(({ contractId }) => contractId === 'H0003')).toEqual({
      contractId: 'H0003',
      organizationType: 'Regional CCP',
      snp: true,
      puertoRicoOnly: false,
      disasterPercents: { '2021': 0, '2022': 25 },
      adjustmentCategories: { partC: 7, partDMapd: 6, overall: 10 },
      measures: [
        {
          measureId: 'C02',
          score: null,
          star: 1,
          note: "CMS identified issues with this plan's data",
          starsByCalculation: { 'original-2023-10-13': 1, 'recalculated-2024-07-02': 1 },
        },
        {
          measureId: 'C07',
          score: '7',
          star: 4,
          note: null,
          starsByCalculation: { 'original-2023-10-13': 4, 'recalculated-2024-07-02': 4 },
        },
        {
          measureId: 'D03',
          score: '0.5',
          star: 4,
          note: null,
          starsByCalculation: { 'original-2023-10-13': 3, 'recalculated-2024-07-02': 4 },
        },
      ],
    });
  });

  it('decodes Windows-1252 quotes and dashes', () => {
    expect(tables.identities.find(({ contractId }) => contractId === 'H0003')).toMatchObject({
      parentOrganization: 'Gamma – Holdings',
      marketingName: 'Gamma’s Plan',
    });
  });

  it('reads contract numbers of five digits', () => {
    expect(tables.identities.map(({ contractId, organizationType }) => [contractId, organizationType])).toContainEqual([
      '90091',
      'HCPP - 1833 Cost',
    ]);
  });

  it('reads ratings with and without the year in the label', () => {
    expect(tables.ratings?.[0]).toEqual({
      contractId: 'H0003',
      partC: { stars: 4, message: null },
      partD: { stars: 3.5, message: null },
      overall: { stars: 4, message: null },
    });
  });

  it('reads domain stars by the domain’s name or id', () => {
    expect(tables.domainStars?.filter(({ contractId }) => contractId === 'H0003')).toEqual([
      { contractId: 'H0003', domainId: 'HD2', star: 4, note: null },
      { contractId: 'H0003', domainId: 'HD1', star: 1, note: null },
      { contractId: 'H0003', domainId: 'HD9', star: 2, note: null },
      { contractId: 'H0003', domainId: 'DD1', star: null, note: 'Not enough data available' },
    ]);
  });

  it('reads cut points of both calculations, and infers their direction', () => {
    expect(
      tables.cutPoints?.map(({ measureId, set, calculation, better, bounds }) => [
        measureId,
        set,
        calculation,
        better,
        bounds.join(' '),
      ]),
    ).toEqual([
      ['C02', 'mapd', null, 'higher', '43 54 63 77'],
      ['C07', 'mapd', null, 'lower', '29 20 13 7'],
      ['D03', 'mapd', 'original-2023-10-13', 'higher', '1 2 3 4'],
      ['D03', 'pdp', 'original-2023-10-13', 'higher', '1 2 3 4'],
      ['D03', 'mapd', 'recalculated-2024-07-02', 'higher', '-1.5 0 3 4'],
      ['D03', 'pdp', 'recalculated-2024-07-02', 'higher', '-1.5 0 3 4'],
    ]);
  });

  it('reports what it does not know, and nothing else', () => {
    const others = problems.filter(({ code }) => code !== 'windows1252' && code !== 'missingTable');
    expect(others.map(({ code, column }) => [code, column])).toEqual([
      ['unknownColumn', 'Mood'],
      ['unknownText', "Drug Plan's Service"],
    ]);
    expect(problems.filter(({ code }) => code === 'missingTable').map(({ table }) => table)).toEqual([
      'highPerforming',
      'lowPerforming',
    ]);
  });
});
