import fc from 'fast-check';

/** Stands in every hostile text, so that an answer that repeats input is seen. */
export const MARKER = 'FZqx7Zecho';

const texts = fc.constantFrom(
  MARKER,
  `'; DROP TABLE members; -- ${MARKER}`,
  `<script>${MARKER}</script>`,
  `../../${MARKER}`,
  `${MARKER}\u0000${MARKER}`,
  `\uD800${MARKER}`,
  `${MARKER}${'x'.repeat(5000)}`,
  `{"$gt":"${MARKER}"}`,
  `\${jndi:ldap://127.0.0.1/${MARKER}}`,
  `__proto__`,
  '',
  ' ',
);

const numbers = fc.constantFrom(
  ...[-1, 0, 0.1, 1e-320, -0, 2 ** 31, -(2 ** 31) - 1, 2 ** 53, 1e300, Number.MAX_VALUE, 99_999_999_999],
);

const shapes = fc.constantFrom<unknown>(null, true, [], {}, [[[]]], { $ref: MARKER }, [null], { [MARKER]: MARKER });

/** Values that no field expects. */
export const hostile: fc.Arbitrary<unknown> = fc.oneof(texts, numbers, shapes, fc.jsonValue({ maxDepth: 2 }));

/** Texts for places that only take text: paths, queries and headers. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  texts.map((text) => text.slice(0, 1500)),
  numbers.map(String),
  fc.string({ maxLength: 40, unit: 'binary' }),
);

/** Texts that a header can carry at all. */
export const hostileHeader: fc.Arbitrary<string> = fc
  .oneof(fc.constantFrom(MARKER, `"${MARKER}"`, 'W/"1"', '*', '"0"', '"-1"', '"99999999999999999999"'), fc.string())
  .map((text) => text.replace(/[^\x21-\x7e]/g, '').slice(0, 200));

function placesOf(value: unknown, path: (string | number)[] = []): (string | number)[][] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, inner]) => placesOf(inner, [...path, key]))];
}

function replaced(value: unknown, [key, ...rest]: readonly (string | number)[], by: unknown): unknown {
  if (key === undefined) return by;
  const copy = (Array.isArray(value) ? [...(value as unknown[])] : { ...(value as object) }) as Record<string, unknown>;
  copy[key] = replaced(copy[key], rest, by);
  return copy;
}

/** A value in which one place, wherever it is, holds something else than expected. */
export function spoiled(value: unknown): fc.Arbitrary<unknown> {
  const places = placesOf(value);
  return fc.tuple(fc.constantFrom(...places), hostile).map(([place, by]) => replaced(value, place, by));
}
