export * from './completion.js';
export * from './holdout.js';
export * from './lifecycle.js';
export * from './money.js';
