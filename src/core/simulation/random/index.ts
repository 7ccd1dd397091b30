export { nextNormal } from './normal.js';
export { normalCdf, normalQuantile, portableExp, portableLog } from './portable-math.js';
export { createRandom, randomFromState, randomOrder, type RandomSource } from './xoshiro.js';
