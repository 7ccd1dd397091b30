import { describe, expect, it } from 'vitest';
import json2026 from '../rulesets/data/2026.json' with { type: 'json' };
import { checkRuleSet } from '../rulesets/index.js';
import { traceContract, traceText, type ContractYear, type MeasureResult, type Star } from './index.js';
import vectors from './vectors-2026.json' with { type: 'json' };

const checked = checkRuleSet(json2026);
if ('problems' in checked) throw new Error('the 2026 rule set does not pass its check');
const rules = checked.ruleSet;

function contractOf(
  id: string,
  other: Record<string, Partial<MeasureResult>> = {},
  facts: Partial<ContractYear> = {},
): ContractYear {
  const vector = vectors.find((one) => one.contractId === id);
  const { stars, notes, published: _published, expected: _expected, ...own } = vector as (typeof vectors)[number];
  const given = {
    ...Object.fromEntries(Object.entries(stars).map(([measureId, star]) => [measureId, { star: star as Star }])),
    ...Object.fromEntries(Object.entries(notes).map(([measureId, note]) => [measureId, { note: String(note) }])),
  } as Record<string, Partial<MeasureResult>>;
  const ids = [...new Set([...Object.keys(given), ...Object.keys(other)])];
  return {
    ...(own as Omit<ContractYear, 'measures'>),
    ...facts,
    measures: ids.map((measureId) => ({
      measureId,
      score: null,
      star: null,
      note: null,
      ...given[measureId],
      ...other[measureId],
    })),
  };
}

describe('traceContract', () => {
  const trace = traceContract(rules, contractOf('H0028', { C01: { score: '76' }, C02: { score: '10' } }));
  const line = (id: string) => trace.measures.find((one) => one.measureId === id);

  it('has a line for every measure, with its bounds, star, weight and why it counts', () => {
    expect(trace.measures).toHaveLength(45);
    expect(line('C01')).toMatchObject({
      score: '76',
      cutPointStar: 4,
      bounds: '>= 76 and < 84',
      weight: 1,
      use: { partC: 'counted', partD: 'otherPart', overall: 'counted' },
    });
    expect(line('C30')?.use).toEqual({ partC: 'improvement', partD: 'otherPart', overall: 'improvement' });
    expect(line('C13')?.use.partC).toBe('newMeasure');
    expect(line('D02')?.use).toEqual({ partC: 'otherPart', partD: 'counted', overall: 'duplicate' });
    const without = traceContract(rules, contractOf('H0028', { C07: { star: null } })).measures;
    expect(without.find((one) => one.measureId === 'C07')?.use.partC).toBe('notRated');
    for (const one of trace.measures) for (const use of Object.values(one.use)) expect(trace.uses[use]).toBeDefined();
  });

  it('says why a star differs from the one by the cut points', () => {
    expect(line('C02')?.difference).toContain('not explained');
    const struck = traceContract(
      rules,
      contractOf(
        'H0028',
        { C02: { score: '10' }, C22: { score: '84', star: 4 } },
        { disasterPercents: { '2024': 30 } },
      ),
    );
    const other = (id: string) => struck.measures.find((one) => one.measureId === id)?.difference;
    expect(other('C02')).toContain('disaster');
    expect(other('C22')).toContain('CAHPS');
  });

  it('gives the distance to the next half star and to four stars in six decimals', () => {
    expect(trace.ratings.overall).toMatchObject({
      nextHalfStar: { stars: 4, value: '3.750000', distance: '+0.320077' },
      fourStars: { stars: 4, value: '3.750000', distance: '+0.320077' },
    });
    const top = traceContract(rules, contractOf('H4003')).ratings;
    expect(top.overall.nextHalfStar).toBeNull();
    expect(top.overall.fourStars).toEqual({ stars: 4, value: '3.750000', distance: '-1.163022' });
  });

  it('marks the run used and tells the branch and why', () => {
    const [calculation] = traceContract(rules, contractOf('H1036')).ratings.overall.calculations;
    expect(calculation?.runs.map((run) => run.used)).toEqual([false, false, false, true]);
    expect(calculation?.branch).toEqual([
      expect.stringMatching(/^with new measures: improvement measures left out/),
      expect.stringMatching(
        /^without new measures: improvement measures left out: without them 4\.387540 is higher than .* and reaches 4 stars/,
      ),
      expect.stringMatching(/^new measures left out: struck by a disaster/),
    ]);
  });

  it('leaves weight-0 measures of Puerto Rico out and says so', () => {
    const { measures, puertoRicoOnly } = traceContract(rules, contractOf('H4003'));
    expect(puertoRicoOnly).toBe(true);
    expect(measures.find((one) => one.measureId === 'D08')).toMatchObject({
      weight: 0,
      use: { partD: 'weightZero', overall: 'weightZero' },
    });
  });

  it('explains a rating that does not exist, with no value in its place', () => {
    const { partC, partD, overall } = traceContract(rules, contractOf('E3014')).ratings;
    expect(partC).toMatchObject({
      outcome: { message: 'Not Applicable' },
      calculations: [],
      nextHalfStar: null,
      fourStars: null,
      changes: [],
      publishedFrom: null,
    });
    expect(overall.minimum.why).toContain('no such rating');
    expect(partD.minimum.why).toBe(`${partD.minimum.counted} rated measures, 6 needed`);
    const few = traceContract(rules, {
      ...contractOf('H0028'),
      measures: [{ measureId: 'C28', score: null, star: null, note: 'Plan too new to be measured' }],
    }).ratings;
    expect(few.partC.minimum.why).toBe(
      '0 rated measures of 16 needed; the deciding measure says that the plan is too new',
    );
    expect(few.partD.minimum.why).toBe('0 rated measures, 6 needed');
    const noD = contractOf('H0028');
    const onlyC = traceContract(rules, {
      ...noD,
      measures: noD.measures.filter((one) => one.measureId.startsWith('C') || ['D08', 'D09'].includes(one.measureId)),
    });
    expect(onlyC.ratings.overall.minimum.why).toContain('but a part is not rated');
  });

  it('is plain JSON: it survives a round trip', () => {
    expect(JSON.parse(JSON.stringify(trace))).toEqual(trace);
  });
});

describe('traceText', () => {
  it('tells the whole ledger in lines', () => {
    const text = traceText(traceContract(rules, contractOf('H0028', { C01: { score: '76' } })));
    expect(text).toContain('Overall: 3.5 stars (3.429923)');
    expect(text).toContain(
      '-> improvement with, new measures with: 41 measures, weight 75; mean 3.426667 (below: 3.649351/3.932432), variance 0.633404 (low: 0.914850/1.263462, published), reward 0.000000, final 3.429923 = 3.5 stars',
    );
    expect(text).toContain('to 4.0 stars: +0.320077 (from 3.750000)');
    expect(text).toMatch(/C01 .*score 76 \(4\*: >= 76 and < 84\)/);
    expect(text).toContain('single measure stars that would move this rating');
  });

  it('says what is not rated, not final, or cannot be moved', () => {
    const text = traceText(traceContract(rules, contractOf('E3014', {}, { adjustmentCategories: {} })));
    expect(text).toContain('Part C: Not Applicable');
    expect(text).toContain('NOT FINAL');
    expect(text).toContain('no category');
    const high = traceText(traceContract(rules, contractOf('H4003')));
    expect(high).toContain('high performing');
    expect(high).toContain('Puerto Rico only');
    const flat = {
      ...contractOf('H0028'),
      measures: rules.measures.map(({ id }) => ({ measureId: id, score: null, star: 3 as Star, note: null })),
    };
    expect(traceText(traceContract(rules, flat))).toContain('no change of a single measure star moves this rating');
  });
});
