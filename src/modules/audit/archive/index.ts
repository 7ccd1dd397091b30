export { ArchiveRegister } from './archive-register.js';
export { ArchiveVerifier, type ArchiveVerification } from './archive-verifier.js';
export { LogArchiver } from './log-archiver.js';
export { type Manifest } from './manifest.js';
