import type { OutlookOfRating } from './rating-outlook-types.js';
import { roundedStars } from './rating-distribution.js';
import type { RatingChance } from './simulation-types.js';

/** Probability of at least so many stars, 0–1. */
export function chanceOfStars(chances: readonly RatingChance[], target: number): number {
  return Math.min(
    1,
    chances.reduce((sum, { stars, probability }) => sum + (stars >= target ? probability : 0), 0),
  );
}

/** Collects the values of one rating. */
export class RatingCollector {
  private readonly chances = new Map<number, number>();
  private mass = 0;
  private sum = 0;
  private squares = 0;

  constructor(private readonly step: number) {}

  add(final: number, probability: number): void {
    const stars = roundedStars(final, this.step);
    this.chances.set(stars, (this.chances.get(stars) ?? 0) + probability);
    this.mass += probability;
    this.sum += probability * final;
    this.squares += probability * final * final;
  }

  outlook(): OutlookOfRating {
    const chances = [...this.chances]
      .sort(([a], [b]) => a - b)
      .map(([stars, probability]) => ({ stars, probability: probability / this.mass }));
    const mean = this.sum / this.mass;
    return {
      chances,
      fourOrMore: chanceOfStars(chances, 4),
      expectedStars: chances.reduce((sum, { stars, probability }) => sum + stars * probability, 0),
      expectedFinal: mean / 1e6,
      standardDeviation: Math.sqrt(Math.max(0, this.squares / this.mass - mean * mean)) / 1e6,
    };
  }
}
