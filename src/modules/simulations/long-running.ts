import { outlookMembers } from '../../core/simulation/index.js';
import type { SimulationInputs } from './simulation-inputs.js';

/** Draws from which a simulation is a job. */
const MANY_DRAWS = 20_000;

/** Members in all measures from which a distance, which looks at many distributions, is a job. */
const MANY_MEMBERS = 50_000;

/** The same where each distribution is made once: large ones are approximated in milliseconds. */
const VERY_MANY_MEMBERS = 20_000_000;

/** Groups of gaps with correlated members from which a simulation is a job: the factor is integrated group by group. */
const MANY_CORRELATED_GROUPS = 200;

/** Predicted gaps from which a simulation is a job: the model versions are then looked up there, gap by gap. */
const MANY_PREDICTED = 100_000;

/** Whether the predictions behind the gaps are too many to look their models up while a request waits. */
export function hasManyPredictions({ gaps }: Pick<SimulationInputs, 'gaps'>): boolean {
  return (gaps?.measures ?? []).reduce((sum, { predicted }) => sum + predicted, 0) > MANY_PREDICTED;
}

/** Whether a simulation is computed as a job. Everything else is answered within a second or two. */
export function isLong({ kind, draws, outlooks, gaps }: SimulationInputs): boolean {
  if (hasManyPredictions({ gaps: gaps ?? null })) return true;
  if (kind === 'monteCarlo' && draws > MANY_DRAWS) return true;
  const members = outlookMembers(outlooks);
  if (members > (kind === 'distance' ? MANY_MEMBERS : VERY_MANY_MEMBERS)) return true;
  const correlated = outlooks.flatMap((one) =>
    'open' in one && (one.memberCorrelation ?? 0) > 0 ? [one.open.length] : [],
  );
  return correlated.reduce((sum, groups) => sum + groups, 0) > MANY_CORRELATED_GROUPS;
}
