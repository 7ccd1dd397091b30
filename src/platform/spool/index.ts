export { HeldState } from './held-state.js';
export { type AnswerPart, Spool, type SpoolDepth } from './spool.js';
export { spoolDraft, SpoolDraft, spoolingDraft } from './spool-draft.js';
export { SpoolModule } from './spool.module.js';
export { SpoolMetrics } from './spool-metrics.js';
export { type SpoolPart, SpoolParts } from './spool-parts.js';
export { SpoolReplay } from './spool-replay.js';
export { SpoolUnavailable } from './spool-unavailable.js';
export { Spooled } from './spooled.decorator.js';
