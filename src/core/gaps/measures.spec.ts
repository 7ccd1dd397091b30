import { describe, expect, it } from 'vitest';
import { GAP_MEASURE_CODES, GAP_MEASURES, gapMeasure, isScored, starYearOf } from './index.js';

const scoredIn = (year: number): string[] =>
  GAP_MEASURES.filter((each) => gapMeasure(each.code, year) && isScored(each, year)).map(({ code }) => code);

describe('measures of the gap engine', () => {
  it('takes the portfolio and the further Star measures, each once', () => {
    const named = 'GSD KED EED CBP BCS COL PDC-DR PDC-RASA PDC-STA SUPD BPD OMW COA-MR COA-PA MRP SPC TRC FMC MTM-CMR';
    expect(GAP_MEASURE_CODES).toEqual(expect.arrayContaining(named.split(' ')));
    expect(new Set(GAP_MEASURE_CODES).size).toBe(GAP_MEASURE_CODES.length);
  });

  it('does not take HEI: it is not a measure', () => expect(gapMeasure('HEI', 2026)).toBeUndefined());

  it('tracks BPD and never scores it', () => {
    const bpd = gapMeasure('BPD', 2026);
    expect(bpd && isScored(bpd, 2026)).toBe(false);
  });

  it('knows in which years a measure exists', () => {
    expect(gapMeasure('KED', 2019)).toBeUndefined();
    expect(gapMeasure('KED', 2020)).toBeDefined();
    expect(gapMeasure('COA-PA', 2024)).toBeDefined();
    expect(gapMeasure('COA-PA', 2025)).toBeUndefined();
    expect(gapMeasure('COB', 2024)).toBeUndefined();
  });

  it('follows the announced changes of the scored set', () => {
    expect(starYearOf(2024)).toBe(2026);
    expect(scoredIn(2024)).toEqual(expect.arrayContaining(['COA-PA', 'MRP', 'MTM-CMR', 'SPC', 'KED']));
    expect(scoredIn(2025)).not.toEqual(expect.arrayContaining(['MRP']));
    expect(scoredIn(2025)).toEqual(expect.arrayContaining(['COB', 'POLY-ACH', 'COA-FSA', 'SPC']));
    expect(scoredIn(2026)).not.toContain('SPC');
    expect(scoredIn(2023)).not.toContain('KED');
  });
});
