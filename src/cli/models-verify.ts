import { loadModel, type Model, parseOracle, type Verification, verifyModel } from '../core/models/index.js';
import { DATA_LIMITS } from '../modules/models/index.js';
import { optionFile, refusedAs } from './models-reading.js';
import { CommandError, print } from './output.js';

interface VerifyOptions {
  model: string;
  oracle: string;
  iterations?: 'all' | 'best';
  json?: boolean;
}

const figure = (error: number | null): string => (error === null ? 'not in the oracle' : error.toExponential(2));

function text(result: Verification): string {
  const { rows, maxMarginError, maxContributionError, maxProbabilityError, additivityError, tolerances } = result;
  return [
    `${rows} rows, SHAP ${result.method}: ${result.withinTolerance ? 'within tolerance' : 'NOT within tolerance'}`,
    `largest difference of margins        ${figure(maxMarginError)} (tolerance ${tolerances.margin})`,
    `largest difference of contributions  ${figure(maxContributionError)} (tolerance ${tolerances.contribution})`,
    `largest difference of probabilities  ${figure(maxProbabilityError)} (tolerance ${tolerances.probability})`,
    `base + contributions − margin        ${figure(additivityError)}`,
  ].join('\n');
}

const facts = ({ format, library, version, features, notes }: Model): string =>
  [`${format}: ${[library, version].filter(Boolean).join(', ')}; ${features.length} features`, ...notes].join('\n');

/** `models verify`: a model file against the outputs of the library that trained it. */
export async function verify({ model: path, oracle: oraclePath, iterations, json }: VerifyOptions): Promise<void> {
  const bytes = await optionFile('--model', path);
  const model = await refusedAs('--model', () => loadModel(bytes, { iterations }));
  const oracleBytes = await optionFile('--oracle', oraclePath, DATA_LIMITS.maxBytes);
  const result = await refusedAs('--oracle', () => verifyModel(model, parseOracle(oracleBytes)));
  const { rows, maxMarginError, maxContributionError, maxProbabilityError, additivityError } = result;
  const figures = { rows, maxMarginError, maxContributionError, maxProbabilityError, additivityError };
  print(json, figures, () => [text(result), facts(model)].join('\n'));
  if (!result.withinTolerance) {
    throw new CommandError('The outputs differ by more than the tolerances.');
  }
}
