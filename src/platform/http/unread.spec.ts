import { ArrayMaxSize, ArrayMinSize, IsArray, IsString } from 'class-validator';
import { describe, expect, it } from 'vitest';
import { Problem } from './problem.js';
import { Unread } from './unread.js';
import { ProblemValidationPipe } from './validation.pipe.js';

class List {
  @IsString()
  name: string;

  @Unread()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(2)
  items: unknown[];
}

const pipe = new ProblemValidationPipe();
const judged = (body: unknown): Promise<unknown> => pipe.transform(body, { type: 'body', metatype: List });
const faults = (body: unknown): Promise<string[]> =>
  judged(body).then(
    () => [],
    (error: unknown) => (error as Problem).errors.map(({ pointer, code }) => `${pointer} ${code}`),
  );

describe('an unread list', () => {
  it('comes through as it is, in a request of its type, and the body is not changed', async () => {
    const items = [{ constructor: 1, deep: [{ a: undefined }] }, 'b'];
    const body = { name: 'x', items };
    const request = (await judged(body)) as List;
    expect(request).toBeInstanceOf(List);
    expect(request.items).toBe(items);
    expect(body).toEqual({ name: 'x', items: [{ constructor: 1, deep: [{ a: undefined }] }, 'b'] });
  });

  it('is judged as a list, and everything beside it as ever', async () => {
    expect(await faults({ name: 'x', items: [] })).toEqual(['/items arrayMinSize']);
    expect(await faults({ name: 'x', items: [1, 2, 3] })).toEqual(['/items arrayMaxSize']);
    for (const items of [undefined, null, 'list', { length: 1 }]) {
      expect(await faults({ name: 'x', items })).toContain('/items isArray');
    }
    expect(await faults({ items: [1] })).toEqual(['/name isString']);
    expect(await faults({ name: 'x', items: [1], more: 1 })).toEqual(['/more unknown-property']);
    expect(await faults(JSON.parse('{"name":"x","items":[1],"__proto__":{"items":[]}}'))).toEqual([]);
  });
});
