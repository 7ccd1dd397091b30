export { ARTIFACT_FORMAT, ARTIFACT_VERSION, saveModel } from './artifact.js';
export { canonicalJson } from './canonical-json.js';
export { loadCard, loadModel } from './load.js';
export type { LoadOptions } from './options.js';
