import type { Calibration } from '../calibration/index.js';
import type { Evaluation, FeatureProfile, SubgroupEvaluation } from '../metrics/index.js';
import type { FeatureSpec } from './spec.js';
import type { CandidateKind, TrainingResult } from './train.js';

/** What is known of a trained model, kept in its artifact: plain JSON data, without rows of members. */
export interface ModelCard {
  readonly measure: string;
  readonly chosen: CandidateKind;
  readonly reason: string;
  readonly features: readonly FeatureSpec[];
  readonly window: TrainingResult['window'];
  readonly evaluatedOn: TrainingResult['evaluatedOn'];
  readonly evaluation: Evaluation | null;
  readonly candidates: readonly {
    readonly kind: CandidateKind;
    readonly setting: string;
    readonly calibration: Calibration;
    readonly evaluation: Evaluation | null;
  }[];
  readonly subgroups: Readonly<Record<string, readonly SubgroupEvaluation[]>>;
  readonly profiles: readonly FeatureProfile[];
}

/** The card of a training result, for `saveModel(result.model, modelCard(result, measure))`. */
export function modelCard(result: TrainingResult, measure: string): ModelCard {
  const { chosen, reason, features, window, evaluatedOn, evaluation, subgroups, profiles } = result;
  const candidates = result.candidates.map(({ kind, setting, calibration, evaluation: figures }) => ({
    kind,
    setting,
    calibration,
    evaluation: figures,
  }));
  return { measure, chosen, reason, features, window, evaluatedOn, evaluation, candidates, subgroups, profiles };
}
