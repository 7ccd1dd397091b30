import type { ConformanceReport } from '../core/conformance/index.js';

const MOST = 40;

/** A conformance report for people: the counts, then what does not match and why. */
export function conformanceText(report: ConformanceReport): string {
  const { kinds, cells, domainStars, measureStars, highPerforming, lowPerforming, mismatches } = report;
  const count = (name: string, matched: number, total: number): string => `${name.padEnd(24)}${matched}/${total}`;
  const lines = [
    `Star year ${report.starYear}, rule set ${report.ruleSet.version} (${report.ruleSet.status})`,
    count('Part C', kinds.partC.matched, kinds.partC.rated),
    count('Part D, MA-PD', kinds.partDMapd.matched, kinds.partDMapd.rated),
    count('Part D, PDP', kinds.partDPdp.matched, kinds.partDPdp.rated),
    count('Overall', kinds.overall.matched, kinds.overall.rated),
    count('All cells', cells.matched, cells.total),
    ...(domainStars ? [count('Domain stars', domainStars.matched, domainStars.total)] : []),
    count('Measure stars', measureStars.matched, measureStars.total),
    ...Object.entries(measureStars.byReason).map(([reason, n]) => `  ${reason}: ${n}`),
    count('High performing', highPerforming.matched, highPerforming.total),
    count('Low performing', lowPerforming.matched, lowPerforming.total),
    ...mismatches
      .slice(0, MOST)
      .map(
        ({ contractId, kind, published, computed, reason }) =>
          `${contractId} ${kind}: published ${published}, computed ${computed}: ${reason}`,
      ),
    ...(mismatches.length > MOST ? [`… and ${mismatches.length - MOST} more; --json lists all.`] : []),
    ...report.ruleSetDifferences.map(
      ({ measureId, what, set, published, ruleSet }) =>
        `${measureId}${set ? ` (${set})` : ''}: ${what}: tables ${published ?? '–'}, rule set ${ruleSet ?? '–'}`,
    ),
    ...report.inputProblems.map(
      ({ message, count: times, contracts }) => `${times} × ${message} (${contracts.join(', ')})`,
    ),
    ...report.notes.map((note) => `Note: ${note}`),
  ];
  return lines.join('\n');
}
