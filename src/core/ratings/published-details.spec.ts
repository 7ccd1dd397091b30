import { describe, expect, it } from 'vitest';
import json2026 from '../rulesets/data/2026.json' with { type: 'json' };
import { checkRuleSet } from '../rulesets/index.js';
import {
  checkContractYear,
  contractTypeOf,
  estimateThresholds,
  lowPerforming,
  mayRevert,
  measureStar,
  rateContract,
  traceContract,
  type Star,
} from './index.js';
import { present, readPublished, table } from './published-tables.spec.js';

const checked = checkRuleSet(json2026);
if ('problems' in checked) throw new Error('the 2026 rule set does not pass its check');
const rules = checked.ruleSet;

describe.runIf(present)('the published 2026 data in detail', () => {
  const published = present ? readPublished() : [];

  it('passes the input check: no contract has a problem', () => {
    expect(
      published.flatMap(({ contract }) =>
        checkContractYear(rules, contract).map((one) => ({ contract: contract.contractId, ...one })),
      ),
    ).toEqual([]);
  });

  it('measure stars follow from scores and cut points, but for disaster reverts and CAHPS (TN p.9-10)', () => {
    const counts = { clustered: 0, equal: 0, reverted: 0, cahps: 0, base: 0, possible: 0, outside: 0 };
    for (const { contract } of published) {
      const set = contractTypeOf(rules, contract)?.cutPointSet ?? 'mapd';
      for (const one of contract.measures) {
        if (one.score === null || one.star === null) continue;
        const read = measureStar(rules, one.measureId, one.score, set);
        if ('problem' in read) throw new Error(read.message);
        const equal = read.star === one.star;
        if (read.basis === 'baseGroup') {
          counts.cahps += 1;
          if (equal) counts.base += 1;
          else if (read.possibleStars.includes(one.star)) counts.possible += 1;
          else counts.outside += 1;
          continue;
        }
        counts.clustered += 1;
        if (equal) counts.equal += 1;
        else if (mayRevert(rules, contract, one.measureId)) counts.reverted += 1;
      }
    }
    // The 27 stars by data integrity have no score and are not among these.
    expect(counts).toEqual({
      clustered: 17014,
      equal: 16778,
      reverted: 236,
      cahps: 4259,
      base: 3649,
      possible: 602,
      outside: 8,
    });
  });

  it('the thresholds of drug plans are the percentiles over the published drug plans, exactly (TN p.15)', () => {
    const estimated = estimateThresholds(
      rules,
      published.map((one) => one.contract),
    ).filter((one) => one.kind === 'partDPdp');
    expect(estimated).toHaveLength(4);
    for (const one of estimated) {
      const printed = rules.calculations[0]?.thresholds.find(
        (two) => two.kind === one.kind && two.improvement === one.improvement && two.newMeasures === one.newMeasures,
      );
      expect({ mean: one.mean, variance: one.variance }).toEqual({ mean: printed?.mean, variance: printed?.variance });
      expect(one.contracts).toBe(40);
    }
  });

  it('the thresholds of the other kinds come within 0.06 of print', () => {
    for (const one of estimateThresholds(
      rules,
      published.map((row) => row.contract),
    )) {
      const printed = rules.calculations[0]?.thresholds.find(
        (two) => two.kind === one.kind && two.improvement === one.improvement && two.newMeasures === one.newMeasures,
      );
      const differences = [
        one.mean.relativelyHigh - Number(printed?.mean?.relativelyHigh),
        one.mean.high - Number(printed?.mean?.high),
        one.variance.low - Number(printed?.variance?.low),
        one.variance.high - Number(printed?.variance?.high),
      ];
      expect(Math.max(...differences.map(Math.abs))).toBeLessThan(0.06);
    }
  });

  it('the low performing contracts are low for the published reason (TN p.24)', () => {
    const stars = (cell: string | undefined): number | null => (cell && /^[1-5]/.test(cell) ? Number(cell) : null);
    const rows = table('Low Performing Contracts')
      .slice(2)
      .filter((row) => row[0]);
    for (const row of rows) {
      const history = [2024, 2025, 2026].map((starYear, k) => ({
        starYear,
        partC: stars(row[6 + 2 * k]),
        partD: stars(row[7 + 2 * k]),
      }));
      expect(lowPerforming(rules, history), row[0]).toEqual({ low: true, reason: row[12] });
    }
    expect(rows).toHaveLength(4);
  });

  it('every star change in a trace is what rating the changed contract gives, and none is missing', () => {
    const sample = published.filter((row, k) => k % 97 === 3 || (row.contract.puertoRicoOnly && k % 2 === 0));
    for (const { contract } of sample) {
      const before = rateContract(rules, contract);
      const trace = traceContract(rules, contract);
      for (const name of ['partC', 'partD', 'overall'] as const) {
        const expected = contract.measures.flatMap((one, m) =>
          ([1, 2, 3, 4, 5] as Star[]).flatMap((to) => {
            if (one.star === null || one.star === to) return [];
            const measures = contract.measures.map((two, k) => (k === m ? { ...two, star: to } : two));
            const after = rateContract(rules, { ...contract, measures })[name];
            const [old] = [before[name]];
            if (after.status !== 'rated' || old.status !== 'rated' || after.stars === old.stars) return [];
            return [{ measureId: one.measureId, from: one.star, to, final: after.final, stars: after.stars }];
          }),
        );
        expect(trace.ratings[name].changes, `${contract.contractId} ${name}`).toEqual(expected);
        expect(trace.ratings[name].outcome).toEqual(before[name]);
      }
    }
    expect(sample.length).toBeGreaterThan(8);
  }, 60_000);
});
