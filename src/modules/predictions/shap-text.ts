/** Contributions as JSON, and the same as an element of a PostgreSQL array. */
export interface ShapText {
  readonly json: string;
  readonly element: string;
}

const texts = new WeakMap<object, ShapText>();

/** A text as an element of a PostgreSQL array. */
export const arrayElement = (text: string): string =>
  `"${(text.includes('\\') ? text.replaceAll('\\', '\\\\') : text).replaceAll('"', '\\"')}"`;

/**
 * Contributions as text, which is made once and kept as long as their object is: the database and the answer get the
 * same one, and a large batch makes them before its statement, some at a time.
 */
export function shapText(values: Readonly<Record<string, number>>): ShapText {
  const known = texts.get(values);
  if (known !== undefined) return known;
  const json = JSON.stringify(values);
  const text = { json, element: arrayElement(json) };
  texts.set(values, text);
  return text;
}
