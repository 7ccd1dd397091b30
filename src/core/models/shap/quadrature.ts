/** Nodes and weights of Gauss–Legendre quadrature on [0, 1]. */
export interface Quadrature {
  readonly at: Float64Array;
  readonly weight: Float64Array;
}

const cache = new Map<number, Quadrature>();

/**
 * Gauss–Legendre rule with `points` nodes on [0, 1], exact for polynomials up to degree 2·points − 1.
 * Newton's iteration on the Legendre polynomial from the Chebyshev guess.
 */
export function gaussLegendre(points: number): Quadrature {
  const known = cache.get(points);
  if (known !== undefined) return known;
  const at = new Float64Array(points);
  const weight = new Float64Array(points);
  for (let i = 0; i < points; i++) {
    let x = Math.cos((Math.PI * (i + 0.75)) / (points + 0.5));
    let slope = 1;
    for (let step = 0; step < 100; step++) {
      let p0 = 1;
      let p1 = x;
      for (let k = 2; k <= points; k++) [p0, p1] = [p1, ((2 * k - 1) * x * p1 - (k - 1) * p0) / k];
      slope = points === 1 ? 1 : (points * (x * p1 - p0)) / (x * x - 1);
      const move = p1 / slope;
      x -= move;
      if (Math.abs(move) < 1e-16) break;
    }
    at[i] = (1 - x) / 2;
    weight[i] = 1 / ((1 - x * x) * slope * slope);
  }
  const rule = { at, weight };
  cache.set(points, rule);
  return rule;
}
