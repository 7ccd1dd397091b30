/** Contributions as JSON, and the same as an element of a PostgreSQL array. */
export interface ShapText {
  readonly json: string;
  readonly element: string;
}

/** Where an object keeps its text: not seen by those who list, copy or write it. */
const TEXT = Symbol('text');

/** A text as an element of a PostgreSQL array. */
export const arrayElement = (text: string): string =>
  `"${(text.includes('\\') ? text.replaceAll('\\', '\\\\') : text).replaceAll('"', '\\"')}"`;

/**
 * Contributions as text, which is made once and kept with their object, which is never changed: the database and the
 * answer get the same one, and a large batch makes them before its statement, some at a time.
 */
export function shapText(values: Readonly<Record<string, number>> & { readonly [TEXT]?: ShapText }): ShapText {
  const known = values[TEXT];
  if (known !== undefined) return known;
  const json = JSON.stringify(values);
  const text = { json, element: arrayElement(json) };
  Object.defineProperty(values, TEXT, { value: text });
  return text;
}
