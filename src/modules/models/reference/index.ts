export type { AboutReference } from './about.js';
export { cardText, type ReferenceCard } from './card-text.js';
export { type ReferenceModel, trainReferences } from './train-references.js';
