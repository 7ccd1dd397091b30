import { normalCdf, normalQuantile, portableExp } from '../random/index.js';
import { fromRatios } from './binomial.js';
import { type GapGroup, SimulationInputError, checkGroups, memberCount } from './gap-groups.js';
import { type NumeratorDistribution, momentsOf } from './numerator-distribution.js';
import { poissonBinomial } from './poisson-binomial.js';

/** From this many members on, each condition of the common factor uses the refined normal approximation. */
const EXACT_MEMBERS = 3000;

/** The factor is integrated over −8 … 8 standard deviations; beyond lies less than 1.3e−15. */
const REACH = 8;

function checkCorrelation(correlation: number): void {
  if (!(correlation >= 0 && correlation < 1)) throw new SimulationInputError('correlation', 'not in 0–1 (1 excluded)');
}

/** A member's probability given the factor, in the one-factor normal model; its mean over the factor is `probability`. */
export function conditionalProbability(probability: number, correlation: number, factor: number): number {
  if (probability === 0 || probability === 1) return probability;
  const shift = normalQuantile(probability) + Math.sqrt(correlation) * factor;
  return normalCdf(shift / Math.sqrt(1 - correlation));
}

/** Step of the factor fine enough for the conditional distributions to overlap: the trapezoid rule is then exact to about 1e−12. */
function stepFor(groups: readonly GapGroup[], correlation: number): number {
  let variance = 0;
  let slope = 0;
  for (const { probability, members } of groups) {
    variance += members * probability * (1 - probability);
    const z = probability > 0 && probability < 1 ? normalQuantile(probability) : 0;
    slope += members * portableExp((-z * z) / 2) * 0.3989422804014327 * Math.sqrt(correlation / (1 - correlation));
  }
  return slope === 0 ? 0.25 : Math.max(0.004, Math.min(0.25, (0.5 * Math.sqrt(variance)) / slope));
}

/**
 * Closures that depend on one another through a common factor: every gap closes if its own normal noise plus
 * √correlation times a shared normal factor passes its level (one-factor Gaussian copula). The factor stands for what
 * hits all members at once: a vendor that fails, a supply problem, a campaign that works.
 *
 * The mean is that of independent closures; the variance is larger. Integrated over the factor by the trapezoid rule.
 *
 * @param correlation correlation of two members' hidden levels, 0 up to but not 1; 0 gives independent closures
 */
export function commonFactorDistribution(groups: readonly GapGroup[], correlation: number): NumeratorDistribution {
  checkGroups(groups);
  checkCorrelation(correlation);
  if (correlation === 0) return poissonBinomial(groups);
  const members = memberCount(groups);
  const exactGroups = members <= EXACT_MEMBERS ? groups.length : 0;
  const step = stepFor(groups, correlation);
  const total = new Float64Array(members + 1);
  let weights = 0;
  let errorBound = 0;
  const steps = Math.ceil(REACH / step);
  for (let place = -steps; place <= steps; place += 1) {
    const factor = place * step;
    const weight = portableExp((-factor * factor) / 2);
    const given = groups.map(({ probability, members: size }) => ({
      probability: conditionalProbability(probability, correlation, factor),
      members: size,
    }));
    const condition = poissonBinomial(given, { exactGroups });
    weights += weight;
    errorBound += weight * condition.errorBound;
    condition.probabilities.forEach((probability, index) => {
      const number = condition.first + index;
      total[number] = (total[number] as number) + weight * probability;
    });
  }
  for (let number = 0; number <= members; number += 1) total[number] = (total[number] as number) / weights;
  const bound = errorBound / weights + 1e-12;
  return { first: 0, probabilities: total, ...momentsOf(0, total), method: 'commonFactor', errorBound: bound };
}

/**
 * Closures among members of one probability that itself varies by a beta distribution (beta-binomial). The variance is
 * that of the binomial times 1 + (members − 1) · intraclass.
 *
 * @param intraclass correlation of two members' closures, 0 up to but not 1
 */
export function betaBinomialDistribution(
  members: number,
  probability: number,
  intraclass: number,
): NumeratorDistribution {
  checkGroups([{ probability, members }]);
  checkCorrelation(intraclass);
  if (intraclass === 0 || probability === 0 || probability === 1 || members < 2)
    return poissonBinomial([{ probability, members }]);
  const size = 1 / intraclass - 1;
  const [alpha, beta] = [probability * size, (1 - probability) * size];
  const ratio = (k: number): number => ((members - k) / (k + 1)) * ((alpha + k) / (beta + members - k - 1));
  let mode = Math.min(members, Math.max(0, Math.round(members * probability)));
  while (mode < members && ratio(mode) > 1) mode += 1;
  while (mode > 0 && ratio(mode - 1) < 1) mode -= 1;
  // With alpha or beta below 1 the ends can be higher than the middle: every number is kept.
  const { first, probabilities, dropped } =
    alpha < 1 || beta < 1 ? everyNumber(members, ratio) : fromRatios(members, mode, ratio);
  const bound = dropped + 1e-13;
  return { first, probabilities, ...momentsOf(first, probabilities), method: 'betaBinomial', errorBound: bound };
}

function everyNumber(
  members: number,
  ratio: (k: number) => number,
): { first: number; probabilities: Float64Array; dropped: number } {
  const probabilities = new Float64Array(members + 1);
  probabilities[0] = 1;
  let largest = 1;
  for (let k = 0; k < members; k += 1) {
    probabilities[k + 1] = (probabilities[k] as number) * ratio(k);
    largest = Math.max(largest, probabilities[k + 1] as number);
    if (largest > 1e200) {
      for (let place = 0; place <= k + 1; place += 1) probabilities[place] = (probabilities[place] as number) / largest;
      largest = 1;
    }
  }
  let mass = 0;
  for (const probability of probabilities) mass += probability;
  return { first: 0, probabilities: probabilities.map((probability) => probability / mass), dropped: 0 };
}
