/** Small JSON Schema pieces that the parts of the rule-set schema share. */
export type JsonSchema = Readonly<Record<string, unknown>>;

export const text = { type: 'string', minLength: 1 } as const;
export const source = {
  type: 'string',
  minLength: 1,
  description: 'Where the rule stands: document id and page, such as "TN p.14".',
} as const;
export const measureId = {
  type: 'string',
  pattern: '^[A-Z][A-Z0-9-]{1,15}$',
  description: "CMS's measure id of the star year.",
} as const;
export const measureIds = { type: 'array', items: measureId, uniqueItems: true } as const;
export const year = {
  type: 'string',
  pattern: '^20[0-9]{2}$',
  description: 'A year as text, such as "2024".',
} as const;
export const part = { enum: ['C', 'D'] } as const;
export const percent = { type: 'number', minimum: 0, maximum: 100 } as const;
export const sixDecimals = { type: 'number', minimum: -100, maximum: 100 } as const;
export const count = { type: 'integer', minimum: 1, maximum: 200 } as const;
/** The same schema, or null. Needs a schema with a single `type`. */
export const orNull = (schema: JsonSchema): JsonSchema => ({ ...schema, type: [schema.type, 'null'] });

/** An object of which every property is known; those in `optional` may be left out. */
export function record(properties: Readonly<Record<string, JsonSchema>>, optional: readonly string[] = []): JsonSchema {
  const required = Object.keys(properties).filter((name) => !optional.includes(name));
  return { type: 'object', additionalProperties: false, required, properties };
}

/** An object with free keys that follow `pattern`. */
export function mapOf(pattern: string, values: JsonSchema): JsonSchema {
  return { type: 'object', additionalProperties: false, patternProperties: { [pattern]: values } };
}

export const list = (items: JsonSchema, minItems = 0): JsonSchema => ({ type: 'array', minItems, items });
export const typeIdPattern = '^[a-z0-9]+([_-][a-z0-9]+)*$';
export const typeId: JsonSchema = {
  type: 'string',
  pattern: typeIdPattern,
  description: 'Contract type id, such as "ccp_with_snp".',
};
