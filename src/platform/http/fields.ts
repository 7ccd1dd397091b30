import { applyDecorators } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsISO8601, IsInt, Matches, Max, Min } from 'class-validator';

/** A day of the calendar, `YYYY-MM-DD`. */
export const IsDay = (): PropertyDecorator =>
  applyDecorators(
    Matches(/^\d{4}-\d{2}-\d{2}$/, { message: 'A day is written YYYY-MM-DD.' }),
    IsISO8601({ strict: true }, { message: 'This is not a day of the calendar.' }),
  );

/** A CMS contract number: a letter and four digits. */
export const IsContractId = (): PropertyDecorator =>
  applyDecorators(Matches(/^[A-Z]\d{4}$/, { message: 'A contract number is a letter and four digits.' }));

/** The year of care. */
export const IsMeasurementYear = (): PropertyDecorator =>
  applyDecorators(
    Type(() => Number),
    IsInt(),
    Min(2008),
    Max(2100),
  );

/** The fields of a request that were given; a null counts as left out. */
export function givenFields<T extends object>(request: T): { [K in keyof T]?: NonNullable<T[K]> } {
  const given = Object.entries(request).filter(([, value]) => value !== undefined && value !== null);
  return Object.fromEntries(given) as { [K in keyof T]?: NonNullable<T[K]> };
}
