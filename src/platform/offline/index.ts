export { hasOfflineState, OfflineState } from './offline-state.js';
export { OfflineModule } from './offline.module.js';
