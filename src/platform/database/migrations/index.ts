import { KeepApiKeys1764000000002 } from './1764000000002-keep-api-keys.js';

/** All migrations, oldest first. Each is named as a sentence. */
export const migrations = [
  KeepApiKeys1764000000002,
] as const;
