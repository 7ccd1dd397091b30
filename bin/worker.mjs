// Works on background jobs beside the service: answers probes and metrics only.
import { ensureBuilt } from './build.mjs';

await ensureBuilt();
await import('../dist/src/worker.js');
