import { readFileSync } from 'node:fs';

/** Version of this service, from package.json (two folders up from dist/src, one up from src). */
function readVersion(): string {
  for (const path of ['../package.json', '../../package.json']) {
    try {
      return (JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8')) as { version: string }).version;
    } catch {
      continue;
    }
  }
  throw new Error('package.json is missing beside the service.');
}

export const VERSION = readVersion();
