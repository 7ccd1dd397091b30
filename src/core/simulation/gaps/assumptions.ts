import type { GapInterventions, GapOutlookRules } from './gap-outlooks.js';

const WITHOUT = {
  stayOpen: 'Gaps without a prediction stay open.',
  likePredicted: "Gaps without a prediction close like the measure's predicted ones on average.",
} as const;

const ORDER = {
  leastLikely: 'A plan takes the gaps first that are least likely to close by themselves.',
  mostLikely: 'A plan takes the gaps first that are most likely to close by themselves.',
  even: 'A plan takes the same share of gaps of every probability.',
} as const;

const OVERLAP = {
  apart: 'Lines of a plan take gaps that no line before has, while there are any.',
  together: 'Lines of a plan take the same gaps from the first on.',
} as const;

/** What outlooks from gaps assume, in words: it stands in every answer. */
export function gapAssumptions(rules: GapOutlookRules, interventions: GapInterventions | null): string[] {
  const { withoutPrediction, memberCorrelation = 0, leavingShare = 0 } = rules;
  return [
    'Closed gaps stay closed; excluded and not applicable ones are in no denominator.',
    'A gap closes with 1 less the probability of its latest prediction that it stays open, counted in thousandths.',
    WITHOUT[withoutPrediction],
    'Gaps of members who can no longer be adherent cannot close, whatever is predicted.',
    memberCorrelation === 0
      ? "Members' gaps close independently of one another."
      : "Members' gaps depend on one another through one common factor.",
    ...(leavingShare === 0 ? [] : ['The stated share of members with open gaps leaves, whatever their probability.']),
    ...(interventions === null
      ? []
      : [
          'An intervention closes a gap that it covers with the success rate of its type, independently of what would have happened anyhow and of other interventions: 1 - (1 - own chance) * product of (1 - success rate).',
          ...(interventions.plan.length === 0 ? [] : [ORDER[interventions.order], OVERLAP[interventions.overlap]]),
        ]),
  ];
}
