const NUMBER = /^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$/;

/** A cell as a number; any other text stays text, for the check of features to refuse. */
const featureOf = (text: string): number | string => (NUMBER.test(text) ? Number(text) : text);

/** A row with the numbers that belong to `features` taken out of it; empty cells are left out, as not known. */
export function featuresOfCells(
  row: Readonly<Record<string, unknown>>,
  names: ReadonlySet<string>,
  fields: ReadonlySet<string>,
): { readonly row: Record<string, unknown>; readonly features: Record<string, unknown> } {
  const rest: Record<string, unknown> = {};
  const features: Record<string, unknown> = {};
  for (const [name, cell] of Object.entries(row)) {
    if (fields.has(name) || !names.has(name)) rest[name] = cell;
    else if (typeof cell === 'string' && cell !== '') features[name] = featureOf(cell);
  }
  return { row: rest, features };
}

/** A JSON row without its `features`; undefined where they are no object. */
export function featuresOfJson(row: Readonly<Record<string, unknown>>): {
  readonly row: Record<string, unknown>;
  readonly features: Record<string, unknown> | undefined;
} {
  const { features, ...rest } = row;
  const isObject = typeof features === 'object' && features !== null && !Array.isArray(features);
  return { row: rest, features: isObject ? (features as Record<string, unknown>) : undefined };
}
