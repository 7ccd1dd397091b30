export * from './adherence.js';
export * from './dates.js';
export * from './evidence.js';
export * from './measures.js';
export * from './rates.js';
export * from './refusal.js';
export * from './tier.js';
export * from './work.js';
