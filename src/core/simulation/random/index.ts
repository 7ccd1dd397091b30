export { createRandom, randomFromState, randomOrder, type RandomSource } from './xoshiro.js';
