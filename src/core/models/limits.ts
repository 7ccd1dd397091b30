import { ModelLimitError } from './errors.js';

/** Size caps of a model file. A model file is data from outside: whatever it says of itself is checked against these. */
export interface ModelLimits {
  /** Length of the file in bytes. */
  readonly maxBytes: number;
  /** Trees of an ensemble. */
  readonly maxTrees: number;
  /** Nodes of all trees together. */
  readonly maxNodes: number;
  /** Edges from the root to the deepest leaf. */
  readonly maxDepth: number;
  /** Columns of the feature vector. */
  readonly maxFeatures: number;
  /** Words (32 categories each) of all category sets together. */
  readonly maxCategoryWords: number;
  /** Nesting of JSON, UBJSON or protobuf. */
  readonly maxNesting: number;
  /** Values (scalars and containers) a UBJSON file may hold outside of packed arrays. */
  readonly maxValues: number;
}

export const DEFAULT_MODEL_LIMITS: ModelLimits = {
  maxBytes: 64 * 1024 * 1024,
  maxTrees: 20_000,
  maxNodes: 2_000_000,
  maxDepth: 512,
  maxFeatures: 10_000,
  maxCategoryWords: 4_000_000,
  maxNesting: 32,
  maxValues: 8_000_000,
};

/** @throws ModelLimitError if `actual` is above `limit`, naming what was counted. */
export function withinLimit(what: string, actual: number, limit: number): void {
  if (!(actual <= limit)) throw new ModelLimitError(`${what} ${actual} is above the limit of ${limit}`);
}
