export { HotReadsModule } from './cache.module.js';
export { type HotRead, HotReads } from './hot-reads.js';
