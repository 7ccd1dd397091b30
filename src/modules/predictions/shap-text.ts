/** Where an object keeps its text: not seen by those who list, copy or write it. */
const TEXT = Symbol('text');

/**
 * Contributions as JSON, which is made once and kept with their object, which is never changed: the database and the
 * answer get the same text, and a large batch makes them before its statement, some at a time.
 */
export function shapText(values: Readonly<Record<string, number>> & { readonly [TEXT]?: string }): string {
  const known = values[TEXT];
  if (known !== undefined) return known;
  const text = JSON.stringify(values);
  Object.defineProperty(values, TEXT, { value: text });
  return text;
}
