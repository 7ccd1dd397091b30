export { GapCountKeeper } from './gap-count-keeper.js';
export { PortfolioModule } from './portfolio.module.js';
export { PortfolioSchedules } from './portfolio.schedules.js';
export { PortfolioService, type TrendBetween } from './portfolio.service.js';
export { PortfolioSnapshot, type SnapshotCause, type UnratedReason } from './portfolio-snapshot.entity.js';
export { type SnapshotListener, SnapshotListeners } from './snapshot-listeners.js';
export { type MarginalInputs, MarginalInputsReader } from './priorities/marginal-inputs.js';
export { hasRested, PrioritiesService } from './priorities/priorities.service.js';
export { PrioritiesRepository } from './priorities/priorities.repository.js';
export { PriorityState } from './priorities/priority-state.entity.js';
export { type SnapshotOrder, SnapshotTaker } from './snapshot-taker.js';
export {
  type ContractWithGaps,
  type SnapshotCounts,
  type SnapshotFilter,
  SnapshotsRepository,
} from './snapshots.repository.js';
