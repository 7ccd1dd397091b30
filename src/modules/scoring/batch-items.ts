import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { type FieldProblem, fieldProblems } from '../../platform/http/index.js';
import { PredictionRequest } from './dto/prediction-request.dto.js';

const text =
  (pattern: RegExp) =>
  (value: unknown): boolean =>
    typeof value === 'string' && pattern.test(value);

/** What most items are made of, told in a fraction of the time that the validator takes. */
const RIGHT: ReadonlyMap<string, (value: unknown) => boolean> = new Map([
  ['memberId', text(/^[\x21-\x7e]{1,64}$/)],
  ['memberHash', text(/^[0-9a-f]{64}$/)],
  ['contractId', text(/^[A-Z]\d{4}$/)],
  ['measure', text(/^[A-Z]{2,5}(-[A-Z]{2,5})?$/)],
  ['measurementYear', (value) => Number.isInteger(value) && (value as number) >= 2008 && (value as number) <= 2100],
  ['features', (value) => typeof value === 'object' && value !== null && !Array.isArray(value)],
  ['modelId', text(/^[a-z0-9][a-z0-9-]{1,62}$/)],
]);
const NEEDED = ['measure', 'measurementYear', 'features'];

/** Whether the validator would find nothing; what is not surely right, it judges. */
export function isSurelyRight(item: object): boolean {
  return (
    NEEDED.every((name) => Object.hasOwn(item, name)) &&
    Object.entries(item).every(([name, value]) => RIGHT.get(name)?.(value) === true)
  );
}

/** One item of a batch, or what is wrong with its shape. */
export function batchItem(item: unknown): PredictionRequest | { readonly errors: readonly FieldProblem[] } {
  if (typeof item !== 'object' || item === null || Array.isArray(item)) {
    return { errors: [{ pointer: '', code: 'type', message: 'An item is an object.' }] };
  }
  if (isSurelyRight(item)) return Object.assign(new PredictionRequest(), item);
  const request = plainToInstance(PredictionRequest, item);
  const errors = validateSync(request, { whitelist: true, forbidNonWhitelisted: true, forbidUnknownValues: true });
  if (errors.length > 0) return { errors: fieldProblems(errors, '', 'body') };
  request.features = (item as { features: Record<string, unknown> }).features;
  return request;
}
