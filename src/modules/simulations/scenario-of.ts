import type { CreateSimulationRequest } from './dto/create-simulation.dto.js';
import type { SimulationInputs } from './simulation-inputs.js';

/** What was asked, as it is shown again: probabilities in groups, defaults filled in, without the contract's results. */
export function scenarioOf(request: CreateSimulationRequest, inputs: SimulationInputs): Record<string, unknown> {
  const { kind, changes, outlooks, draws, seed, measureCorrelation, revenue, ratingYear, keepAsForecast } = inputs;
  const { underStarYear, ruleSetYears, otherMeasures = 'fixed', cutPoints = 'ruleSet' } = request;
  const gaps = inputs.gaps
    ? { fromGaps: request.fromGaps, interventions: request.interventions ?? null, gaps: inputs.gaps.measures }
    : {};
  const shown = outlooks.map((outlook) => {
    if ('chances' in outlook) return outlook;
    const { adherence, open, ...rest } = outlook;
    const groups = open.map(({ probability, members }) => ({ count: members, probability }));
    return { ...rest, open: groups, ...(adherence === undefined ? {} : { adherenceMembers: adherence.length }) };
  });
  switch (kind) {
    case 'whatIf':
      return { kind, changes, ...gaps, ...(underStarYear === undefined ? {} : { underStarYear }) };
    case 'ruleSets':
      return { kind, changes, ruleSetYears };
    case 'distance':
      return { kind, outlooks: shown, ...gaps, cutPoints, ratingYear };
    case 'monteCarlo': {
      const draw = { draws, seed, measureCorrelation, otherMeasures, cutPoints, ratingYear };
      return { kind, changes, outlooks: shown, ...gaps, ...draw, revenue, keepAsForecast };
    }
  }
}
