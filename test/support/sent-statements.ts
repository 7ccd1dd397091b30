import pg from 'pg';
import { vi } from 'vitest';

/** Statements that the repositories really send, caught on their way and explained with their values. */
export async function sent(work: () => Promise<unknown>): Promise<{ text: string; values: unknown[] }[]> {
  const caught: { text: string; values: unknown[] }[] = [];
  const original = pg.Client.prototype.query as (...args: unknown[]) => unknown;
  const spy = vi.spyOn(pg.Client.prototype, 'query').mockImplementation(function (this: pg.Client, ...args: unknown[]) {
    const [first, given] = args;
    const config = typeof first === 'string' ? { text: first } : (first as { text?: string; values?: unknown[] });
    const { text = '', values = given } = config;
    if (!/^(START|BEGIN|COMMIT|ROLLBACK|SET)/.test(text))
      caught.push({ text, values: Array.isArray(values) ? values : [] });
    return original.apply(this, args) as never;
  } as never);
  try {
    await work();
  } finally {
    spy.mockRestore();
  }
  return caught;
}
