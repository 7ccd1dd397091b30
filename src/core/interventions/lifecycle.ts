/** Where an intervention stands. */
export const INTERVENTION_STATES = ['planned', 'in_progress', 'completed', 'cancelled'] as const;
export type InterventionState = (typeof INTERVENTION_STATES)[number];

export const OUTCOMES = ['success', 'partial', 'failed'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** Legal steps of an intervention. */
export const INTERVENTION_STEPS: Readonly<Record<InterventionState, readonly InterventionState[]>> = {
  planned: ['in_progress', 'completed', 'cancelled'],
  in_progress: ['completed', 'cancelled'],
  completed: [],
  cancelled: [],
};

/** Why a step of an intervention is refused; undefined when it is legal. */
export function refuseStep(from: InterventionState, to: InterventionState, holdout: boolean): string | undefined {
  if (!INTERVENTION_STEPS[from].includes(to)) {
    return `An intervention that is ${from.replace('_', ' ')} cannot become ${to.replace('_', ' ')}.`;
  }
  if (holdout && to !== 'cancelled') return 'A member of the hold-out group is not treated.';
  return undefined;
}
