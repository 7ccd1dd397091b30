export { randomFrom, shuffle, type Random } from './prng.js';
