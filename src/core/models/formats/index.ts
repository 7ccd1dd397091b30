export { loadModel } from './load.js';
export type { LoadOptions } from './options.js';
