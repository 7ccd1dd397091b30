import { registerDecorator } from 'class-validator';

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
const MOST = 50;

/** An object from model names to versions: letters, digits and `. _ -`, at most 64 characters each. */
export function IsModelVersions(): PropertyDecorator {
  return (target, property) =>
    registerDecorator({
      name: 'isModelVersions',
      target: target.constructor,
      propertyName: property as string,
      validator: {
        validate: (value: unknown) =>
          typeof value === 'object' &&
          value !== null &&
          Object.keys(value).length <= MOST &&
          Object.entries(value).every(
            ([name, version]) => NAME.test(name) && typeof version === 'string' && NAME.test(version),
          ),
        defaultMessage: () => `${String(property)} must map at most ${MOST} model names to versions`,
      },
    });
}
