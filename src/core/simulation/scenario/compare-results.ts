import type { ContractTrace } from '../../ratings/index.js';
import { ledgerOf } from '../what-if/index.js';
import type { ScenarioResult } from './scenario-types.js';

/** What a line holds of one simulation; null where that simulation has no such line. */
export type ComparedValue = string | number | null;

/** One line of N simulations side by side. */
export interface ComparedLine {
  /** Such as `overall: mean` or `C14: star`. */
  readonly line: string;
  readonly values: readonly ComparedValue[];
  /** Each value less the first one, where both are numbers; else null. */
  readonly differences: readonly (number | null)[];
  readonly differs: boolean;
}

const NAMES = ['partC', 'partD', 'overall'] as const;

function numberOr(text: string): ComparedValue {
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
}

function traceLines(trace: ContractTrace, prefix = ''): [string, ComparedValue][] {
  return [
    ...NAMES.flatMap((name) =>
      [...ledgerOf(trace.ratings[name])].map(([line, text]): [string, ComparedValue] => [
        `${prefix}${name}: ${line}`,
        numberOr(text),
      ]),
    ),
    ...trace.measures.flatMap(({ measureId, score, star }): [string, ComparedValue][] => [
      [`${prefix}${measureId}: score`, score === null ? null : numberOr(score)],
      [`${prefix}${measureId}: star`, star],
    ]),
  ];
}

function linesOf(result: ScenarioResult): [string, ComparedValue][] {
  switch (result.kind) {
    case 'whatIf':
      return traceLines(result.scenario);
    case 'ruleSets':
      return result.comparisons.flatMap(({ starYear, version, trace }) => traceLines(trace, `${starYear} ${version} `));
    case 'distance':
      return result.measures.flatMap(({ measureId, rateToday, starToday, stars }): [string, ComparedValue][] => [
        [`${measureId}: rate today`, rateToday],
        [`${measureId}: star today`, starToday],
        ...stars.flatMap(({ star, missingToday, chance }): [string, ComparedValue][] => [
          [`${measureId}: missing to ${star} stars`, missingToday],
          [`${measureId}: chance of ${star} stars`, chance],
        ]),
      ]);
    case 'monteCarlo':
      return [
        ...NAMES.flatMap((name): [string, ComparedValue][] => {
          const own = result.ratings[name];
          if (own === undefined) return [];
          return [
            [`${name}: P(4 stars or more)`, own.fourOrMore.probability],
            [`${name}: expected stars`, own.expectedStars],
            [`${name}: expected value before rounding`, own.expectedFinal],
            [`${name}: p10`, own.quantiles.p10],
            [`${name}: p50`, own.quantiles.p50],
            [`${name}: p90`, own.quantiles.p90],
          ];
        }),
        ...result.measures.flatMap(({ measureId, expectedRate, chances }): [string, ComparedValue][] => [
          [`${measureId}: expected rate`, expectedRate],
          [`${measureId}: P(4 stars or more)`, (chances[3] ?? 0) + (chances[4] ?? 0)],
        ]),
        ...(result.revenue === null
          ? []
          : [['revenue: expected difference', Number(result.revenue.expectedDifference)] as [string, ComparedValue]]),
      ];
  }
}

/** N results side by side, line by line, each against the first one. Lines keep the order in which they first stand. */
export function compareResults(results: readonly ScenarioResult[]): ComparedLine[] {
  const columns = results.map((result) => new Map(linesOf(result)));
  const names = new Set(columns.flatMap((column) => [...column.keys()]));
  return [...names].map((line) => {
    const values = columns.map((column) => column.get(line) ?? null);
    const [first = null] = values;
    const differences = values.map((value) =>
      typeof value === 'number' && typeof first === 'number' ? Number((value - first).toFixed(9)) : null,
    );
    return { line, values, differences, differs: values.some((value) => value !== first) };
  });
}
