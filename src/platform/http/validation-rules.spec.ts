import { getMetadataStorage, IsInt, Max, ValidateNested, validateSync } from 'class-validator';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { rememberValidationRules } from './validation-rules.js';

class Query {
  @IsInt()
  limit: unknown;
}
class Wider extends Query {
  @IsInt()
  more: unknown;
}

class Holder {
  @ValidateNested({ each: true })
  items = [new Query(), new Query()];
}

describe('rules of a class', () => {
  const storage = getMetadataStorage();
  const find = vi.spyOn(storage, 'getTargetValidationMetadatas');
  afterAll(() => {
    find.mockRestore();
    for (const name of Object.keys(storage).filter((key) => key in Object.getPrototypeOf(storage)))
      Reflect.deleteProperty(storage, name);
  });
  const wrong = (object: object, options = {}): string[] =>
    validateSync(Object.assign(object, { limit: 'x', more: 'x' }), options).flatMap(({ property, constraints = {} }) =>
      Object.keys(constraints).map((code) => `${property} ${code}`),
    );

  it('are looked for once, of the class and of what it extends', () => {
    rememberValidationRules();
    for (let i = 0; i < 3; i++) {
      expect(wrong(new Query())).toEqual(['limit isInt']);
      expect(wrong(new Wider()).sort()).toEqual(['limit isInt', 'more isInt']);
    }
    expect(find).toHaveBeenCalledTimes(2);
    const [{ children }] = validateSync(new Holder());
    expect(children?.map(({ children: [one] = [] }) => one?.property)).toEqual(['limit', 'limit']);
    expect(find).toHaveBeenCalledTimes(4);
  });

  it('are asked for by five facts, and grouped by themselves alone: all that they are remembered by', () => {
    const library = Object.getPrototypeOf(storage) as typeof storage;
    expect([library.getTargetValidationMetadatas.length, library.groupByPropertyName.length]).toEqual([5, 1]);
  });

  it('are looked for again when one is added, and for other groups', () => {
    Max(5)(Query.prototype, 'limit');
    expect(wrong(new Wider()).sort()).toEqual(['limit isInt', 'limit max', 'more isInt']);
    expect(wrong(new Query(), { groups: ['none'] })).toEqual(['undefined unknownValue']);
  });
});
