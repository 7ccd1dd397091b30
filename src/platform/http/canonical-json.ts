/** JSON text that does not depend on the order in which properties were given. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, node: unknown) => {
    if (typeof node !== 'object' || node === null || Array.isArray(node)) return node;
    const names = Object.keys(node).sort();
    return Object.fromEntries(names.map((name) => [name, (node as Record<string, unknown>)[name]]));
  });
}
