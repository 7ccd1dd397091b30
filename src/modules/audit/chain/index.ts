export { AuditCodes, GENESIS, sameCode } from './audit-codes.js';
export { ChainRepository } from './chain.repository.js';
export { AuditSealer, SEAL_LOCK } from './sealer.js';
export { type Fault, type Verification } from './verification.js';
export { AuditVerifier, type RememberedLink } from './verifier.js';
