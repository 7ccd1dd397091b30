import { registerDecorator, type ValidationOptions } from 'class-validator';

const DECIMAL = /^-?(?:0|[1-9]\d{0,5})(?:\.\d{1,9})?$/;

/** A score as exact decimal text, or undefined when the value is not a plain, finite decimal. */
export function decimalText(value: unknown): string | undefined {
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' && DECIMAL.test(text) ? text : undefined;
}

/** A finite number or its plain decimal text: no unit, no exponent, at most nine decimals. */
export function IsScore(options?: ValidationOptions): PropertyDecorator {
  return (target, property) =>
    registerDecorator({
      name: 'isScore',
      target: target.constructor,
      propertyName: property as string,
      options,
      validator: {
        validate: (value: unknown) => decimalText(value) !== undefined,
        defaultMessage: () => 'score must be a plain decimal number without a unit',
      },
    });
}

interface MapOfNumbers {
  readonly keys: RegExp;
  readonly min: number;
  readonly max: number;
  readonly integer?: boolean;
}

/** An object from known keys to numbers within bounds. */
export function IsMapOfNumbers(bounds: MapOfNumbers, options?: ValidationOptions): PropertyDecorator {
  const fits = (value: unknown): boolean =>
    typeof value === 'number' &&
    (bounds.integer ? Number.isInteger(value) : Number.isFinite(value)) &&
    value >= bounds.min &&
    value <= bounds.max;
  return (target, property) =>
    registerDecorator({
      name: 'isMapOfNumbers',
      target: target.constructor,
      propertyName: property as string,
      options,
      validator: {
        validate: (value: unknown) =>
          typeof value === 'object' &&
          value !== null &&
          Object.entries(value).every(([key, entry]) => bounds.keys.test(key) && fits(entry)),
        defaultMessage: () =>
          `${String(property)} must map known keys to ${bounds.integer ? 'whole ' : ''}numbers from ${bounds.min} to ${bounds.max}`,
      },
    });
}
