/** All migrations, oldest first. Each is named as a sentence. */
export const migrations = [] as const;
