import type { MigrationInterface } from 'typeorm';

/** All migrations, oldest first. Each is named as a sentence. */
export const migrations: readonly (new () => MigrationInterface)[] = [];
