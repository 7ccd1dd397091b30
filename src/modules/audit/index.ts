export * from './audit-events.js'; // as a whole, so that modules can merge their events into it through this door
export { type ArchiveVerification, ArchiveVerifier } from './archive/index.js';
export { AuditModule } from './audit.module.js';
export { auditRefusals } from './audit-refusals.js';
export { Audited, type AuditedOptions } from './audited.decorator.js';
export { type ActOptions, type AuditDescription, AuditTrail } from './audit-trail.js';
export { AuditedWrites } from './audited-writes.js';
export { type AuditRow } from './chain/canonical.js';
export { AuditSealer, AuditVerifier, type Fault, type Verification } from './chain/index.js';
export { PartitionKeeper } from './partition-keeper.js';
export { type Dropped, LogRetention } from './retention.js';
