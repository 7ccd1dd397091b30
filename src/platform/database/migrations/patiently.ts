import type { QueryRunner } from 'typeorm';

/**
 * Runs statements that keep nobody from working, such as indexes made CONCURRENTLY: they wait for long transactions as
 * long as it takes.
 */
export async function patiently(runner: QueryRunner, ...statements: readonly string[]): Promise<void> {
  await runner.query('SET lock_timeout = 0');
  try {
    for (const statement of statements) await runner.query(statement);
  } finally {
    await runner.query('RESET lock_timeout');
  }
}
