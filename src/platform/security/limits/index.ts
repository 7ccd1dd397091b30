export { Limits } from './limits.js';
export { LimitsModule } from './limits.module.js';
export { WindowStorage } from './window-storage.js';
