import fc from 'fast-check';
import { hostileHeader, hostileText, spoiled } from './hostile-values.js';
import { arbitraryOf, type Resolve, type Schema } from './schema-arbitrary.js';

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly schema?: Schema;
}

interface Described {
  readonly operationId: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema?: Schema }>> };
}

/** The API's description, as far as requests are made from it. */
export interface ApiDescription {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

/** A request to send. */
export interface FuzzRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** One operation with the requests that are tried on it. */
export interface Operation {
  readonly id: string;
  readonly requests: fc.Arbitrary<FuzzRequest>;
}

const BINARY = 'application/octet-stream';

function bodies(type: string, schema: Schema, resolve: Resolve): fc.Arbitrary<string> {
  if (type === BINARY || !type.endsWith('json')) return fc.oneof(fc.string({ maxLength: 200 }), hostileText);
  const valid = arbitraryOf(schema, resolve);
  return fc.oneof(
    { weight: 3, arbitrary: valid.map((value) => JSON.stringify(value)) },
    { weight: 6, arbitrary: valid.chain(spoiled).map((value) => JSON.stringify(value) ?? 'undefined') },
    { weight: 1, arbitrary: hostileText },
  );
}

/** Texts for one parameter: what is known to exist, what the description allows, and what it does not. */
function parameterTexts({ name, schema = {} }: Parameter, known: KnownValues, resolve: Resolve): fc.Arbitrary<string> {
  const seen = known[name] ?? [];
  const valid = arbitraryOf(schema, resolve).map((value) => (Array.isArray(value) ? value.join(',') : String(value)));
  return fc.oneof(
    { weight: seen.length > 0 ? 6 : 0, arbitrary: fc.constantFrom(...(seen.length > 0 ? seen : [''])) },
    { weight: 3, arbitrary: valid },
    { weight: 3, arbitrary: hostileText },
  );
}

/** Values that exist in the database under test, by parameter name. */
export type KnownValues = Readonly<Record<string, readonly string[]>>;

/** As it can be sent at all: lone surrogates have no UTF-8. */
function wellFormed(text: string): string {
  return Buffer.from(text, 'utf8').toString('utf8');
}

function encoded(text: string): string {
  return encodeURIComponent(wellFormed(text));
}

function requestsOf(
  method: string,
  template: string,
  { parameters = [], requestBody }: Described,
  known: KnownValues,
  resolve: Resolve,
): fc.Arbitrary<FuzzRequest> {
  const at = (place: string): Parameter[] => parameters.filter((parameter) => parameter.in === place);
  const texts = (
    place: string,
    of: (parameter: Parameter) => fc.Arbitrary<string>,
  ): fc.Arbitrary<Record<string, string>> => {
    const list = at(place);
    const model = Object.fromEntries(list.map((parameter) => [parameter.name, of(parameter)]));
    return fc.record(model, { requiredKeys: place === 'path' ? list.map(({ name }) => name) : [] });
  };
  const ofParameter = (parameter: Parameter): fc.Arbitrary<string> => parameterTexts(parameter, known, resolve);
  const content = Object.entries(requestBody?.content ?? {});
  const body: fc.Arbitrary<{ type?: string; text?: string }> =
    content.length === 0
      ? fc.constant({})
      : fc
          .constantFrom(...content)
          .chain(([type, { schema = {} }]) => bodies(type, schema, resolve).map((text) => ({ type, text })));
  return fc
    .tuple(
      texts('path', ofParameter),
      texts('query', ofParameter),
      texts('header', () => hostileHeader),
      body,
    )
    .map(([path, query, headers, { type, text }]) => {
      const filled = template.replace(/\{(\w+)\}/g, (_all, name: string) => encoded(path[name] ?? ''));
      const search = Object.entries(query).map(([name, value]) => `${name}=${encoded(value)}`);
      return {
        method: method.toUpperCase(),
        path: search.length > 0 ? `${filled}?${search.join('&')}` : filled,
        headers: { ...headers, ...(type === undefined ? {} : { 'content-type': type }) },
        ...(text === undefined ? {} : { body: wellFormed(text) }),
      };
    });
}

/** Every operation of the description, with requests to try on it. */
export function operationsOf(api: ApiDescription, known: KnownValues): Operation[] {
  const resolve: Resolve = (ref) => api.components.schemas[ref.replace('#/components/schemas/', '')] ?? {};
  return Object.entries(api.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, described]) => ({
      id: described.operationId,
      requests: requestsOf(method, path, described, known, resolve),
    })),
  );
}
