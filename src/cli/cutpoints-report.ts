import type { BacktestInput, BacktestLine, BacktestReport, BacktestStage, CutPoints } from '../core/cutpoints/index.js';
import type { RuleSet } from '../core/rulesets/index.js';

/** Mean absolute error over percentage measures that the method promises, in points. */
export const BAR = { beforeGuardrails: 1.5, final: 1 } as const;

interface Compared {
  readonly published: number;
  readonly computed: number;
  /** Computed less published. */
  readonly error: number;
}

/** One boundary of a measure; a stage is null where nothing was published to compare with. */
export interface ThresholdReport {
  readonly star: number;
  readonly beforeGuardrails: Compared | null;
  readonly final: Compared | null;
}

/** Errors of one measure over its boundaries. */
export interface MeasureErrors {
  readonly exactShare: number;
  readonly withinOneShare: number;
  readonly meanAbsoluteError: number;
}

export interface MeasureReport {
  readonly measureId: string;
  readonly name: string;
  readonly set: string;
  readonly unit: string;
  readonly method: string;
  readonly direction: string;
  readonly guardrail: string;
  readonly contracts: number;
  readonly prior: CutPoints | null;
  readonly thresholds: readonly ThresholdReport[];
  readonly errors: { readonly beforeGuardrails: MeasureErrors | null; readonly final: MeasureErrors | null };
}

export interface CutPointsReport {
  readonly starYear: number;
  readonly ruleSet: { readonly version: string; readonly digest: string };
  readonly options: BacktestReport['options'];
  readonly bar: readonly {
    readonly stage: BacktestStage;
    readonly limit: number;
    readonly meanAbsoluteError: number | null;
    /** Null where nothing was published to compare with. */
    readonly met: boolean | null;
  }[];
  readonly summaries: BacktestReport['summaries'];
  readonly measures: readonly MeasureReport[];
  readonly outlierBounds: BacktestReport['bounds'];
  readonly misses: BacktestReport['misses'];
  readonly notes: readonly string[];
}

function compared(lines: readonly BacktestLine[], star: number, stage: BacktestStage): Compared | null {
  const line = lines.find((one) => one.star === star && one.stage === stage);
  return line === undefined ? null : { published: line.published, computed: line.computed, error: line.error };
}

function errorsOf(lines: readonly BacktestLine[], stage: BacktestStage): MeasureErrors | null {
  const own = lines.filter((line) => line.stage === stage);
  if (own.length === 0) return null;
  const one = own[0]?.unit === 'rate' ? 0.1 : 1;
  const errors = own.map(({ error }) => Math.abs(error));
  const share = (fits: (error: number) => boolean): number => errors.filter(fits).length / errors.length;
  return {
    exactShare: share((error) => error === 0),
    withinOneShare: share((error) => error <= one + 1e-9),
    meanAbsoluteError: errors.reduce((sum, error) => sum + error, 0) / errors.length,
  };
}

function measureReport(
  { measure, scores }: BacktestInput['measures'][number],
  ruleSet: RuleSet,
  report: BacktestReport,
): MeasureReport {
  const { id, set, unit, method, direction, guardrail, prior = null } = measure;
  const lines = report.lines.filter((line) => line.measureId === id && line.set === set);
  const { carryOverPercent } = report.options;
  const kept = scores.filter(
    ({ disasterPercent = 0 }) => carryOverPercent === null || disasterPercent < carryOverPercent,
  );
  return {
    measureId: id,
    name: ruleSet.measures.find((rule) => rule.id === id)?.name ?? id,
    set,
    unit,
    method,
    direction,
    guardrail,
    contracts: kept.length,
    prior,
    thresholds: [2, 3, 4, 5].map((star) => ({
      star,
      beforeGuardrails: compared(lines, star, 'beforeGuardrails'),
      final: compared(lines, star, 'final'),
    })),
    errors: { beforeGuardrails: errorsOf(lines, 'beforeGuardrails'), final: errorsOf(lines, 'final') },
  };
}

function barOf(report: BacktestReport): CutPointsReport['bar'] {
  return (['beforeGuardrails', 'final'] as const).map((stage) => {
    const found = report.summaries.find((summary) => summary.stage === stage && summary.group === 'percent');
    const limit = BAR[stage];
    if (found === undefined) return { stage, limit, meanAbsoluteError: null, met: null };
    return { stage, limit, meanAbsoluteError: found.meanAbsoluteError, met: found.meanAbsoluteError <= limit };
  });
}

/** The comparison with what was published, measure by measure. */
export function cutPointsReport(
  input: BacktestInput,
  report: BacktestReport,
  rules: { readonly ruleSet: RuleSet; readonly digest: string },
  notes: readonly string[],
): CutPointsReport {
  const { starYear, options, summaries, bounds, misses } = report;
  return {
    starYear,
    ruleSet: { version: rules.ruleSet.version, digest: rules.digest },
    options,
    bar: barOf(report),
    summaries,
    measures: input.measures.map((entry) => measureReport(entry, rules.ruleSet, report)),
    outlierBounds: bounds,
    misses,
    notes,
  };
}
