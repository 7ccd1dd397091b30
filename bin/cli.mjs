import { ensureBuilt } from './build.mjs';

await ensureBuilt();
await import('../dist/src/cli/main.js');
