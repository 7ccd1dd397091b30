import { type FieldProblem, Problem } from '../../platform/http/index.js';
import type { CreateSimulationRequest } from './dto/create-simulation.dto.js';

const OWN = {
  whatIf: ['changes', 'underStarYear', 'fromGaps', 'interventions'],
  monteCarlo: [
    'changes',
    'outlooks',
    'fromGaps',
    'interventions',
    'draws',
    'seed',
    'measureCorrelation',
    'otherMeasures',
    'cutPoints',
    'revenue',
    'keepAsForecast',
  ],
  distance: ['outlooks', 'fromGaps', 'interventions', 'cutPoints'],
  ruleSets: ['changes', 'ruleSetYears'],
} as const;

const ALL = [...new Set(Object.values(OWN).flat())];

/** @throws Problem naming every field that the kind does not have, and the one that it cannot do without. */
export function checkKindFields(request: CreateSimulationRequest): void {
  const own: readonly string[] = OWN[request.kind];
  const errors: FieldProblem[] = ALL.filter((field) => request[field] !== undefined && !own.includes(field)).map(
    (field) => ({ pointer: `/${field}`, code: 'notForKind', message: 'A simulation of this kind does not have it.' }),
  );
  const missing = (field: string, message: string): number =>
    errors.push({ pointer: `/${field}`, code: 'missing', message });
  const isOutlookGiven = Boolean(request.outlooks?.length) || request.fromGaps !== undefined;
  if (request.interventions !== undefined && request.fromGaps === undefined)
    missing('fromGaps', 'Interventions act on gaps: say which.');
  if (request.kind === 'distance' && !isOutlookGiven) missing('outlooks', 'A distance needs measures.');
  if (request.kind === 'ruleSets' && !request.ruleSetYears) missing('ruleSetYears', 'Name the star years to compare.');
  const isChanged = Boolean(request.changes?.length) || request.interventions !== undefined;
  if (request.kind === 'whatIf' && !isChanged && request.underStarYear === undefined)
    missing('changes', 'A scenario needs changes, interventions or the rules of another star year.');
  if (request.kind === 'monteCarlo' && !isOutlookGiven && request.otherMeasures !== 'yearToYear')
    missing('outlooks', 'A distribution needs measures whose year-end is uncertain.');
  if (errors.length > 0) throw new Problem('validation-failed', 'One or more fields are not valid.', errors);
}
