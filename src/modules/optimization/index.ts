export { ActionsRepository } from './actions.repository.js';
export { type ActionRows } from './action-rows.js';
export { MemberOptionsRepository } from './member-options.repository.js';
export { OptimizationAction } from './optimization-action.entity.js';
export { OptimizationEntity } from './optimization.entity.js';
export { OptimizationModule } from './optimization.module.js';
export { OptimizationsRepository } from './optimizations.repository.js';
export { OptimizationsService } from './optimizations.service.js';
export { OptimizerThreads } from './optimizer-threads.js';
