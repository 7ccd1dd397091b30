import { describe, expect, it } from 'vitest';
import { calculationNames, dateInName } from './calculation-names.js';
import { adjustmentKind } from './adjustment-table.js';
import { columnOf } from './header.js';
import { kindFromName, kindFromTitle, yearAtStart } from './table-kind.js';

describe('tables are known by their file names', () => {
  it.each([
    ['2026 Star Ratings Data Table - Measure Data (Oct 8 2025).csv', 'measureData'],
    ['2022 Star Ratings Data Table - Measure Stars (Oct 06 2021).csv', 'measureStars'],
    ['2021_Report_Card_Master_Table_2020_10_01_stars.csv', 'measureStars'],
    ['2021_Report_Card_Master_Table_2020_10_01_data.csv', 'measureData'],
    ['2024 Star Ratings Data Table - Summary Rating (Jul 2 2024).csv', 'summaryRatings'],
    ['2023 Star Ratings Data Table - CAI (Oct 04 2022).csv', 'adjustment'],
    ['2023 Star Ratings Data Table - Domain Stars (Oct 04 2022).csv', 'domainStars'],
    ['2025 Star Ratings Data Table - Part C Cut Points (Dec 2 2024).csv', 'partCCutPoints'],
    ['2019_PartDCutpoints.csv', 'partDCutPoints'],
    ['2023 Star Ratings Data Table - High Performing Contracts.csv', 'highPerforming'],
    ['folder/2023 Low Performing Icon.csv', 'lowPerforming'],
    ['2025 Star Ratings Data Table - Disenrollment Reasons.csv', 'other'],
    ['2025 Display Measures.csv', 'other'],
    ['export.csv', null],
  ])('%s', (name, kind) => {
    expect(kindFromName(name)).toBe(kind);
  });

  it.each([
    ['2026 Data View: Medicare Report Card Master Table', 'measureData'],
    ['2026 Star View: Medicare Report Card Master Table', 'measureStars'],
    ['2026 Summary Star View: Medicare Report Card Master Table', 'summaryRatings'],
    ['2024 Domain Star View: Medicare Report Card Master Table', 'domainStars'],
    ['2026 CAI View: Medicare Report Card Master Table', 'adjustment'],
    ['2026 Part D Performance Metrics Threshold for Star Assignments', 'partDCutPoints'],
    ['2020 Disenrollment Reasons View: Medicare Report Card Master Table', 'other'],
    ['Hello', null],
  ])('or by their title "%s"', (title, kind) => {
    expect(kindFromTitle(title)).toBe(kind);
  });

  it('years stand at the start, dates anywhere', () => {
    expect(['2024_Report', 'dir/2026 Star', 'Oct 2025'].map(yearAtStart)).toEqual([2024, 2026, null]);
    expect(['x (Oct 8 2025).csv', 'y_2021_10_06_a.csv', 'Sept. 12, 2023.csv', 'z.csv'].map(dateInName)).toEqual([
      '2025-10-08',
      '2021-10-06',
      '2023-09-12',
      '',
    ]);
  });

  it('calculations are named by the words that differ, then by dates, and never alike', () => {
    expect(calculationNames(['2024 Measure Stars Original.csv', '2024 Measure Stars Recalculated.csv'])).toEqual([
      'original',
      'recalculated',
    ]);
    expect(calculationNames(['2024 Measure Stars (Oct 13 2023).csv', '2024 Measure Stars (Jul 2 2024).csv'])).toEqual([
      '2023-10-13',
      '2024-07-02',
    ]);
    expect(calculationNames(['Measure Stars.csv', 'Measure Stars with Tukey.csv'])).toEqual(['default', 'with-tukey']);
    expect(calculationNames(['a/Measure Stars.csv', 'b/Measure_Stars.csv'])).toEqual(['default', 'default-2']);
  });
});

describe('columns are known by their headers', () => {
  it.each([
    ['CONTRACT_ID', { role: 'contract' }],
    ['Contract Number', { role: 'contract' }],
    ['Contract', { role: 'contract' }],
    ['Contract Name', { role: 'identity', field: 'contractName' }],
    ['Org Type', { role: 'identity', field: 'organizationType' }],
    ['Parent Org', { role: 'identity', field: 'parentOrganization' }],
    ['Marketing Name', { role: 'identity', field: 'marketingName' }],
    ['C07', { role: 'measure', id: 'C07', name: '' }],
    ['C07: Care – Older', { role: 'measure', id: 'C07', name: 'Care – Older' }],
    ['D12 - Statin Use', { role: 'measure', id: 'D12', name: 'Statin Use' }],
    ['HD1: Staying Healthy', { role: 'domain', id: 'HD1', name: 'Staying Healthy' }],
    ['DD4', { role: 'domain', id: 'DD4', name: '' }],
    ['C7', { role: 'other', label: 'C7' }],
    ['Shoe size', { role: 'other', label: 'Shoe size' }],
  ])('%s', (header, column) => {
    expect(columnOf(header)).toEqual(column);
  });

  it.each([
    ['Part C FAC', 'partC'],
    ['Part D MA-PD FAC', 'partDMapd'],
    ['Part D MAPD Final Adjustment Category', 'partDMapd'],
    ['Part D PDP FAC', 'partDPdp'],
    ['Overall FAC', 'overall'],
    ['Overall', null],
    ['Part E FAC', null],
  ])('adjustment column %s', (header, kind) => {
    expect(adjustmentKind(header)).toBe(kind);
  });
});
