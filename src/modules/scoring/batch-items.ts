import { plainToInstance } from 'class-transformer';
import { validateSync, type ValidationError } from 'class-validator';
import type { FieldProblem } from '../../platform/http/index.js';
import { PredictionRequest } from './dto/prediction-request.dto.js';

const problemsOf = (errors: readonly ValidationError[]): FieldProblem[] =>
  errors.flatMap(({ property, constraints = {} }) =>
    Object.entries(constraints).map(([code, message]) => ({ pointer: `/${property}`, code, message })),
  );

/** One item of a batch, or what is wrong with its shape. */
export function batchItem(item: unknown): PredictionRequest | { readonly errors: readonly FieldProblem[] } {
  if (typeof item !== 'object' || item === null || Array.isArray(item)) {
    return { errors: [{ pointer: '', code: 'type', message: 'An item is an object.' }] };
  }
  const request = plainToInstance(PredictionRequest, item);
  const errors = validateSync(request, { whitelist: true, forbidNonWhitelisted: true, forbidUnknownValues: true });
  if (errors.length > 0) return { errors: problemsOf(errors) };
  request.features = (item as { features: Record<string, unknown> }).features;
  return request;
}
