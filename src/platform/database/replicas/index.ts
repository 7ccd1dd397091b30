export { formatLsn, type Lsn, parseLsn } from './lsn.js';
export { ReplicaAdapter } from './replica-adapter.js';
export { ReplicaGauges } from './replica-gauges.js';
export { ReplicaReads } from './replica-reads.js';
export { Replicas } from './replicas.js';
