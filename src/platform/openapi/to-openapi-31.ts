/** The compiler lists the members of a union in an order that changes from build to build. */
function sorted(values: unknown): unknown {
  return Array.isArray(values) ? [...(values as unknown[])].sort() : values;
}

/**
 * Rewrites what the generator still says in OpenAPI 3.0's words: `nullable: true` became a `null` type in 3.1.
 */
export function toOpenApi31<T>(node: T): T {
  if (Array.isArray(node)) return node.map((item: unknown) => toOpenApi31(item)) as T;
  if (typeof node !== 'object' || node === null) return node;
  const entries = Object.entries(node).map(
    ([key, value]) => [key, key === 'enum' ? sorted(value) : toOpenApi31(value as unknown)] as const,
  );
  const { nullable, ...rest } = Object.fromEntries(entries) as Record<string, unknown>;
  if (nullable !== true) return (nullable === undefined ? Object.fromEntries(entries) : rest) as T;
  if (typeof rest.type === 'string') {
    const values = Array.isArray(rest.enum) ? { enum: [...(rest.enum as unknown[]), null] } : {};
    return { ...rest, ...values, type: [rest.type, 'null'] } as T;
  }
  const { description, ...schema } = rest;
  return { description, anyOf: [...((rest.allOf ?? [schema]) as unknown[]), { type: 'null' }] } as T;
}
