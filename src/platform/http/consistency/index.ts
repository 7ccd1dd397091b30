export { Consistency } from './consistency.js';
export { ConsistencyModule } from './consistency.module.js';
export { noteChanges } from './note-changes.js';
export { ReadsReplica } from './reads-replica.decorator.js';
