import { type ArgumentMetadata, Injectable, ValidationPipe } from '@nestjs/common';
import type { ValidationError } from 'class-validator';
import { type FieldProblem, Problem } from './problem.js';
import { unpacked } from './unread.js';

/** A property name that is safe to show: a plain identifier or an index, never something that could be a member's id. */
const SAFE_NAME = /^(?:[A-Za-z][A-Za-z_]{0,39}|\d{1,6})$/;

/** A name that a caller gave and the service does not know, as it may be shown. */
export const shownName = (name: string): string => (SAFE_NAME.test(name) ? name : '(unknown)');

class RuleViolations extends Error {
  constructor(readonly violations: readonly ValidationError[]) {
    super('validation failed');
  }
}

function pointerTo(name: string, base: string, place: ArgumentMetadata['type']): string {
  if (place === 'body' || base !== '') return `${base}/${name}`;
  return place === 'query' ? `?${name}` : `{${name}}`;
}

/** What a validator found, by field; names that could be a value are not repeated. */
export function fieldProblems(
  violations: readonly ValidationError[],
  base: string,
  place: ArgumentMetadata['type'],
): FieldProblem[] {
  return violations.flatMap(({ property, constraints = {}, children = [] }) => {
    const unknown = constraints.whitelistValidation !== undefined;
    const name = unknown ? shownName(property) : property;
    const pointer = pointerTo(name, base, place);
    const own = unknown
      ? [{ pointer, code: 'unknown-property', message: 'This property is not known here.' }]
      : Object.entries(constraints).map(([code, message]) => ({ pointer, code, message }));
    return [...own, ...fieldProblems(children, pointer, place)];
  });
}

/** Checks every body, query and path against its DTO; unknown properties are refused; messages never repeat values. */
@Injectable()
export class ProblemValidationPipe extends ValidationPipe {
  constructor() {
    super({
      transform: true,
      whitelist: true,
      forbidNonWhitelisted: true,
      forbidUnknownValues: true,
      exceptionFactory: (violations) => new RuleViolations(violations),
    });
  }

  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    if (metadata.type === 'body' && (typeof value !== 'object' || value === null || Array.isArray(value))) {
      const expected = { pointer: '', code: 'object', message: 'The body must be a JSON object.' };
      throw new Problem('validation-failed', 'The body is not valid.', [expected]);
    }
    const { body, restore } = unpacked(value, metadata.type === 'body' ? metadata.metatype : undefined);
    try {
      return restore(await super.transform(body, metadata));
    } catch (error) {
      if (!(error instanceof RuleViolations)) throw error;
      const problems = fieldProblems(error.violations, '', metadata.type);
      throw new Problem('validation-failed', 'One or more fields are not valid.', problems);
    }
  }
}
