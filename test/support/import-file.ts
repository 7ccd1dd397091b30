import { gzipSync } from 'node:zlib';
import type { TestApp } from './app.js';
import type { Answer } from './client.js';
import { until } from './until.js';

export interface ImportOptions {
  readonly key?: string;
  readonly gzip?: boolean;
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Sends a file; the answer is that of the door. */
export function sendFile(test: TestApp, query: string, text: string, options: ImportOptions = {}): Promise<Answer> {
  const { gzip = false, type = 'text/csv', key = test.keys.analyst, headers = {} } = options;
  return test.call('POST', `/api/v1/imports?${query}`, {
    key,
    body: gzip ? gzipSync(text) : text,
    headers: { 'content-type': type, ...(gzip ? { 'content-encoding': 'gzip' } : {}), ...headers },
  });
}

/** Waits for the end of an import. */
export async function importEnd(test: TestApp, id: string): Promise<Answer['body']> {
  const read = async (): Promise<Answer['body']> =>
    (await test.call('GET', `/api/v1/imports/${id}`, { key: test.keys.viewer })).body;
  await until(async () => (await read()).finishedAt !== null);
  return read();
}

/** Sends a file, waits for its end, and reads the places of its rejected rows. */
export async function importFile(
  test: TestApp,
  query: string,
  text: string,
  options: ImportOptions = {},
): Promise<{ status: string; result: Record<string, unknown>; errors: Record<string, unknown>[] }> {
  const answer = await sendFile(test, query, text, options);
  if (answer.status !== 202) throw new Error(`refused: ${JSON.stringify(answer.body)}`);
  const { status, result } = await importEnd(test, answer.body.id as string);
  const { body } = await test.call('GET', `/api/v1/imports/${answer.body.id}/errors?format=csv`, {
    key: test.keys.viewer,
  });
  const [, ...lines] = String(body).split('\n').filter(Boolean);
  const errors = lines.map((line) => {
    const [number, field = '', code] = line.split(',');
    return { line: Number(number), field: field === '' ? null : field, code };
  });
  return { status, result, errors };
}
