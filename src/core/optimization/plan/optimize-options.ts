/** What to compute beside the plan, and how hard to try. */
export interface OptimizeOptions {
  /** Wall seconds after which the best found is answered. Default 30. */
  readonly seconds?: number;
  /** Relative gap that counts as optimal. Default 0.001. */
  readonly gap?: number;
  /** Solve again with a little more of every binding limit. Default false. */
  readonly shadowPrices?: boolean;
  /** Solve for every half star. Default false. */
  readonly curve?: boolean;
  /** Check by simulation; absent: the exact distribution alone. */
  readonly simulation?: {
    /** Draws, 100–100,000. */
    readonly draws: number;
    readonly seed: number;
    /** Common factor of the measures, 0 up to 1. */
    readonly measureCorrelation?: number;
  };
}
