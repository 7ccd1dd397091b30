import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { batchItem, isSurelyRight } from './batch-items.js';
import { PredictionRequest } from './dto/prediction-request.dto.js';

const judged = (item: object): number =>
  validateSync(plainToInstance(PredictionRequest, item), { whitelist: true, forbidNonWhitelisted: true }).length;

const right = { memberId: 'M-1', measure: 'GSD', measurementYear: 2026, features: { age: 66 } };
const odd = fc.oneof(
  fc.constantFrom<unknown>(null, '', ' ', 'GSD', 'PDC-STA', 'gsd', 'H1234', 'a-b', 'a'.repeat(64), 2026, 2007, 2026.5),
  fc.constantFrom<unknown>([], {}, { age: 'x' }, true, 'M\n', 'H12345', NaN, '2026'),
  fc.string({ maxLength: 70 }),
  fc.integer(),
);
const item = fc.record(
  {
    memberId: odd,
    memberHash: odd,
    contractId: odd,
    measure: odd,
    measurementYear: odd,
    features: odd,
    modelId: odd,
    other: odd,
  },
  { requiredKeys: [] },
);

describe('items of a batch', () => {
  it('what is passed without the validator, the validator would pass', () => {
    let passed = 0;
    fc.assert(
      fc.property(item, fc.constantFrom(...Object.keys(right)), (part, name) => {
        for (const one of [
          part,
          { ...right, [name]: (part as Record<string, unknown>)[name] ?? null },
          { ...right, ...part },
        ]) {
          if (!isSurelyRight(one)) continue;
          passed++;
          expect(judged(one)).toBe(0);
        }
      }),
      { numRuns: 300 },
    );
    expect(passed).toBeGreaterThan(10);
  });

  it('an ordinary item is a request with all that it says', () => {
    expect(isSurelyRight(right)).toBe(true);
    expect(batchItem(right)).toEqual(Object.assign(new PredictionRequest(), right));
    expect(batchItem({ ...right, measurementYear: '2026' })).toMatchObject({
      errors: expect.arrayContaining([expect.objectContaining({ pointer: '/measurementYear' })]),
    });
  });
});
