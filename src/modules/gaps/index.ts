export { Gap } from './gap.entity.js';
export { GapListsRepository, type ListedGap, type UnsettledGaps } from './gap-lists.repository.js';
export { memberGapsStatement } from './member-gaps.js';
export { GapsModule } from './gaps.module.js';
export { type GapChange, GapsRepository, type GapStanding, type NewGap } from './gaps.repository.js';
export { checkReportingDay, type GapDetails, GapsService, measureOf } from './gaps.service.js';
export { WaitingPredictions } from './waiting-predictions.js';
export { WorklistService } from './worklist.service.js';
export { type WorklistFilter, worklistStatement } from './worklist-statement.js';
