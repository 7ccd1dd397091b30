import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import type { ScenarioResult } from '../core/simulation/index.js';
import { Problem } from '../platform/http/index.js';
import { ScenarioRunner } from '../modules/simulations/index.js';
import { CommandError, print } from './output.js';
import { withApp } from './with-app.js';

function readRequest(path: string): unknown {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    throw new CommandError('FILE: there is no such file, or it cannot be read');
  }
  try {
    return JSON.parse(text.replace(/^\uFEFF/, '')) as unknown;
  } catch (error) {
    throw new CommandError(`FILE: not valid JSON (${(error as SyntaxError).message})`);
  }
}

function text(result: ScenarioResult): string {
  switch (result.kind) {
    case 'whatIf':
      return [
        ...result.measures.map(
          ({ measureId, name, score, star }) =>
            `${measureId} ${name}: ${score[0] ?? '–'} → ${score[1] ?? '–'}, stars ${star[0] ?? '–'} → ${star[1] ?? '–'}`,
        ),
        ...result.ratings.flatMap(({ rating, baseline, scenario, lines }) => [
          `${rating}: ${baseline} → ${scenario}`,
          ...lines.map((one) => `  ${one.line}: ${one.baseline} → ${one.scenario}`),
        ]),
      ].join('\n');
    case 'monteCarlo':
      return Object.entries(result.ratings)
        .map(
          ([name, { fourOrMore, expectedStars, quantiles }]) =>
            `${name}: P(4 stars or more) ${fourOrMore.probability} (${fourOrMore.low.toFixed(3)}–${fourOrMore.high.toFixed(3)}), expected ${expectedStars.toFixed(3)} stars, p10–p90 ${quantiles.p10}–${quantiles.p90}`,
        )
        .join('\n');
    case 'distance':
      return result.measures
        .flatMap(({ measureId, name, rateToday, starToday, stars }) => [
          `${measureId} ${name}: ${rateToday} %, ${starToday} stars`,
          ...stars.map(
            ({ star, missingToday, chance }) =>
              `  ${star} stars: ${missingToday ?? 'out of reach'} missing, chance ${chance.toFixed(3)}`,
          ),
        ])
        .join('\n');
    case 'ruleSets':
      return result.comparisons
        .map(({ starYear, version, trace }) => {
          const { outcome } = trace.ratings.overall;
          return `${starYear} (${version}): overall ${outcome.status === 'rated' ? outcome.stars : outcome.message}`;
        })
        .join('\n');
  }
}

function problemText({ detail, errors }: Problem): string {
  return [detail, ...errors.map(({ pointer, message, code }) => `${pointer}: ${message} [${code}]`)].join('\n');
}

async function simulate(path: string, { json }: { json?: boolean }): Promise<void> {
  const request = readRequest(path);
  try {
    const { result, ...facts } = await withApp((app) => app.get(ScenarioRunner).run(request));
    print(json, { ...facts, result }, () => text(result));
  } catch (error) {
    if (error instanceof Problem) throw new CommandError(problemText(error));
    throw error;
  }
}

/** `simulate FILE`: the body of `POST /simulations`, computed and printed, not stored. */
export function registerSimulate(program: Command): void {
  program
    .command('simulate')
    .description('simulate a scenario (docs/simulations.md) and print the result; nothing is stored')
    .argument('<FILE>', 'the scenario as JSON: the body of POST /api/v1/simulations')
    .option('--json', 'print the result as JSON')
    .action(simulate);
}
