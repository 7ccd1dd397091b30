import type { EntityManager } from 'typeorm';

/** A statement that each connection prepares once, by its name: a name stands for one text for ever. */
export interface Statement {
  readonly name: string;
  readonly text: string;
  readonly values: readonly unknown[];
}

interface PreparedRunner {
  query(config: { name: string; text: string; values: readonly unknown[] }): Promise<{ rows: unknown[] }>;
}

/** Runs a prepared statement on the connection of the manager's transaction, or on one of its own, and gives its rows. */
export async function runPrepared<Row>(manager: EntityManager, { name, text, values }: Statement): Promise<Row[]> {
  const runner = manager.queryRunner ?? manager.connection.createQueryRunner();
  try {
    const connection = (await runner.connect()) as PreparedRunner;
    const { rows } = await connection.query({ name, text, values });
    return rows as Row[];
  } finally {
    if (runner !== manager.queryRunner) await runner.release();
  }
}
