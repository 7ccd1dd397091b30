/** Why a model or a row was refused; stable codes for callers. */
export type ModelErrorCode = 'unsupported' | 'malformed' | 'limit' | 'input' | 'explanation' | 'training';

/** Base of every error of this folder. Messages name the feature or field at fault and never repeat a row's value. */
export class ModelError extends Error {
  constructor(
    readonly code: ModelErrorCode,
    message: string,
  ) {
    super(message);
    this.name = new.target.name;
  }
}

/** The file is well formed, but holds something this engine does not compute: named in `feature`. */
export class UnsupportedModelError extends ModelError {
  constructor(
    readonly feature: string,
    detail = '',
  ) {
    super('unsupported', `Unsupported model: ${feature}${detail === '' ? '' : ` (${detail})`}.`);
  }
}

/** The file lies about itself or is cut off: wrong lengths, cycles, numbers that are not finite. */
export class MalformedModelError extends ModelError {
  constructor(readonly detail: string) {
    super('malformed', `Malformed model: ${detail}.`);
  }
}

/** A file of reference outputs that cannot be read, or that does not fit the model. */
export class OracleError extends ModelError {
  constructor(detail: string) {
    super('malformed', `Malformed oracle: ${detail.replace(/\.$/, '')}.`);
  }
}

/** The file is larger than the caller allows. */
export class ModelLimitError extends ModelError {
  constructor(message: string) {
    super('limit', `Model refused by size: ${message}.`);
  }
}

/** Rows that a model cannot score: wrong width, infinite or missing where the model takes neither. */
export class RowInputError extends ModelError {
  constructor(message: string) {
    super('input', message);
  }
}

/** An explanation that could not be made, or that does not add up to the margin. */
export class ExplanationError extends ModelError {
  constructor(message: string) {
    super('explanation', `Explanation failed: ${message}.`);
  }
}

/** A training table or specification that cannot be trained on. */
export class TrainingError extends ModelError {
  constructor(message: string) {
    super('training', message);
  }
}
