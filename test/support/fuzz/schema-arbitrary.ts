import fc from 'fast-check';

/** The part of a JSON Schema that the API's description uses. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly allOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly enum?: readonly unknown[];
  readonly example?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly format?: string;
}

export type Resolve = (ref: string) => Schema;

/** Optional parts deeper than this are left out: descriptions may refer to themselves. */
const DEEPEST = 4;

function valuesOf(schema: Schema, resolve: Resolve, depth: number): fc.Arbitrary<unknown> {
  if (schema.enum) return fc.constantFrom(...schema.enum);
  const type = Array.isArray(schema.type) ? (schema.type as string[])[0] : schema.type;
  switch (type) {
    case 'object':
      return objectsOf(schema, resolve, depth);
    case 'array': {
      const { items = {}, minItems = 0, maxItems = 3 } = schema;
      const most = Math.max(minItems, Math.min(maxItems, 3));
      return fc.array(arbitraryOf(items, resolve, depth + 1), { minLength: minItems, maxLength: most });
    }
    case 'integer':
    case 'number': {
      const { minimum = 0, maximum = Math.max(minimum, 3000) } = schema;
      const [least, most] = [Math.ceil(minimum), Math.floor(maximum)];
      const whole = least <= most ? [fc.integer({ min: least, max: most })] : [];
      return type === 'integer'
        ? fc.oneof(...whole)
        : fc.oneof(...whole, fc.double({ min: minimum, max: maximum, noNaN: true }));
    }
    case 'boolean':
      return fc.boolean();
    default:
      return schema.format === 'uuid' ? fc.uuid() : fc.string({ maxLength: 12 });
  }
}

function objectsOf(schema: Schema, resolve: Resolve, depth: number): fc.Arbitrary<unknown> {
  const { properties = {}, required = [] } = schema;
  const names = Object.keys(properties).filter((name) => depth < DEEPEST || required.includes(name));
  const model = Object.fromEntries(
    names.map((name) => [name, arbitraryOf(properties[name] ?? {}, resolve, depth + 1)]),
  );
  return fc.record(model, { requiredKeys: names.filter((name) => required.includes(name)) });
}

/** Values that the schema allows, mostly its example where it has one. */
export function arbitraryOf(schema: Schema, resolve: Resolve, depth = 0): fc.Arbitrary<unknown> {
  if (schema.$ref !== undefined) return arbitraryOf(resolve(schema.$ref), resolve, depth);
  const [one] = [schema.allOf, schema.anyOf, schema.oneOf].filter((list) => list !== undefined);
  const values = one
    ? fc.oneof(...one.map((part) => arbitraryOf(part, resolve, depth)))
    : valuesOf(schema, resolve, depth);
  if (schema.example === undefined) return values;
  return fc.oneof({ weight: 4, arbitrary: fc.constant(schema.example) }, { weight: 1, arbitrary: values });
}
