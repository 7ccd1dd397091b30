import type { CutPoints, CutPointSet } from '../../rulesets/index.js';

/** A measure's star set by hand. */
export interface StarChangeWanted {
  readonly type: 'star';
  readonly measureId: string;
  readonly star: 1 | 2 | 3 | 4 | 5;
}

/** Another displayed score: plain decimal text, not more precise than the measure is shown. */
export interface ScoreChangeWanted {
  readonly type: 'score';
  readonly measureId: string;
  readonly score: string;
}

/** Numerators added to a measure's present count. */
export interface NumeratorsAdded {
  readonly type: 'numerators';
  readonly measureId: string;
  readonly numerator: number;
  readonly denominator: number;
  /** Members added to the numerator; negative takes some away. */
  readonly added: number;
}

/** A share of the open gaps closed; whole members, rounded down. */
export interface GapsClosed {
  readonly type: 'closureRate';
  readonly measureId: string;
  readonly numerator: number;
  readonly denominator: number;
  readonly openGaps: number;
  /** Share of the open gaps that close, 0–1. */
  readonly rate: number;
}

/** Other cut points for a measure; its star is read anew from its score. */
export interface CutPointsChanged {
  readonly type: 'cutPoints';
  readonly measureId: string;
  readonly cutPoints: CutPoints;
  /** Contracts they are for; default those of the scenario's contract. Part C measures have `mapd` only. */
  readonly set?: CutPointSet;
}

export type WhatIfChange = StarChangeWanted | ScoreChangeWanted | NumeratorsAdded | GapsClosed | CutPointsChanged;

/** A scenario that cannot be. `pointer` is the JSON pointer of the field in the list of changes; no value is repeated. */
export class WhatIfError extends Error {
  constructor(
    readonly pointer: string,
    readonly code: string,
    message: string,
  ) {
    super(`${pointer}: ${message}`);
    this.name = 'WhatIfError';
  }
}
