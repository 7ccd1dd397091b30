import type { CutPointsReport, MeasureReport, ThresholdReport } from './cutpoints-report.js';

const STAGES = { beforeGuardrails: 'before guardrails', final: 'final' } as const;

function cell({ beforeGuardrails, final }: ThresholdReport): string {
  const part = (one: ThresholdReport['final']): string =>
    one === null ? '–' : `${one.published}/${one.computed}${one.error === 0 ? '' : '*'}`;
  return `${part(beforeGuardrails)} ${part(final)}`;
}

function measureLine({ measureId, set, thresholds }: MeasureReport): string {
  return `${measureId.padEnd(4)} ${set.padEnd(6)}${thresholds.map((one) => cell(one).padEnd(26)).join('')}`.trimEnd();
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

/** The comparison for people: errors by kind, every boundary (published/computed, `*` where they differ), misses, notes. */
export function cutPointsText(report: CutPointsReport): string {
  const { starYear, ruleSet, options, summaries, measures, outlierBounds, misses, notes } = report;
  const equal = outlierBounds.filter((line) => line.equal).length;
  return [
    `Star year ${starYear}, rule set ${ruleSet.version}, ${options.repeats} random assignments, seed ${options.seed}`,
    ...summaries.map(
      ({ stage, group, thresholds, exactShare, withinOneShare, meanAbsoluteError, largestAbsoluteError }) =>
        `${group.padEnd(8)}${STAGES[stage].padEnd(19)}${String(thresholds).padStart(4)} boundaries  exact ${percent(exactShare)}  within one ${percent(withinOneShare)}  mean absolute error ${meanAbsoluteError.toFixed(3)}  largest ${largestAbsoluteError}`,
    ),
    ...(outlierBounds.length > 0 ? [`Outer fences equal: ${equal} of ${outlierBounds.length}`] : []),
    ...report.bar.map(
      ({ stage, limit, met }) =>
        `Bar ${STAGES[stage]}: at most ${limit} points: ${met === null ? 'nothing to compare with' : met ? 'met' : 'not met'}`,
    ),
    '',
    'Boundaries 1|2, 2|3, 3|4, 4|5: before guardrails, final; each published/computed',
    ...measures.map(measureLine),
    '',
    ...misses.map(
      ({ line, explanation }) =>
        `Miss: ${line.measureId} ${line.set} ${STAGES[line.stage]}, ${line.star} stars: published ${line.published}, computed ${line.computed}: ${explanation}`,
    ),
    ...notes.map((note) => `Note: ${note}`),
  ].join('\n');
}
