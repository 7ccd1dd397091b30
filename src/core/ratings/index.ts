export * from './contract-year.js';
