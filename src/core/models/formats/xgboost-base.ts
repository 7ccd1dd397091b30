import { MalformedModelError, UnsupportedModelError } from '../errors.js';
import { logit } from '../link.js';
import type { Fields } from './fields.js';

/** What XGBoost keeps away from 0 and 1 (`kRtEps`, a float32). */
const EPSILON = Math.fround(1e-6);

/** Is the version that wrote the file `major.minor.patch` or later? A file without a version counts as late. */
function since(version: string, wanted: readonly number[]): boolean {
  if (version === '') return true;
  const parts = version.split('.').map(Number);
  const at = wanted.findIndex((part, i) => (parts[i] ?? 0) !== part);
  return at < 0 || (parts[at] ?? 0) > wanted[at];
}

/** The one base score: a number, or text of one; 3.x writes text of a list with one entry. */
function baseScore(field: Fields): number {
  const value = Array.isArray(field.value) ? `[${field.value.join()}]` : field.value;
  if (typeof value !== 'string') return Math.fround(field.number());
  const list = /^\s*\[(.*)\]\s*$/.exec(value);
  const parts = (list === null ? value : list[1]).split(',');
  if (parts.length !== 1) throw new UnsupportedModelError('several base scores', 'multi-target models');
  if (parts[0].trim() === '') throw new MalformedModelError('base_score is empty');
  return Math.fround(Number(parts[0]));
}

/**
 * Margin of `base_score`, which is a probability, except for `binary:logitraw`: there it is the margin itself since 1.3.1.
 * Since 3.0.3 it may be 0 or 1 (all labels were the same), and is kept away from both.
 */
export function baseMargin(field: Fields, objective: string, version: string): number {
  const score = baseScore(field);
  if (objective === 'binary:logitraw') {
    if (!since(version, [1, 3, 1]))
      throw new UnsupportedModelError(
        `binary:logitraw of XGBoost ${version}`,
        'what its base_score means differs between versions',
      );
    if (!Number.isFinite(score)) throw new MalformedModelError('base_score is not a finite number');
    return score;
  }
  const bounded = since(version, [3, 0, 3]);
  if (!(bounded ? score >= 0 && score <= 1 : score > 0 && score < 1))
    throw new MalformedModelError('base_score of a logistic objective is not between 0 and 1');
  return logit(bounded ? Math.min(Math.max(score, EPSILON), Math.fround(1 - EPSILON)) : score);
}
