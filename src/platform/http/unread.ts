const UNREAD = 'validation:unread';

type Properties = Readonly<Record<string, unknown>>;

/**
 * A list of a body whose items the handler checks by itself, one by one: the validation pipe judges the list alone, and
 * neither copies nor walks through what is in it.
 */
export function Unread(): PropertyDecorator {
  return (target, name) => {
    const known = (Reflect.getMetadata(UNREAD, target.constructor) ?? []) as readonly string[];
    Reflect.defineMetadata(UNREAD, [...known, String(name)], target.constructor);
  };
}

/** A body with its unread lists taken out, and how to put them back into what has become of it. */
export interface Unpacked {
  readonly body: unknown;
  restore(request: unknown): unknown;
}

/** Takes the lists that its type does not read out of a body; lists of as many nulls stand in for them. */
export function unpacked(body: unknown, metatype: object | undefined): Unpacked {
  const names = ((metatype && Reflect.getMetadata(UNREAD, metatype)) ?? []) as readonly string[];
  const given = body as Properties;
  const lists = names.filter((name) => Object.hasOwn(given, name) && Array.isArray(given[name]));
  if (lists.length === 0) return { body, restore: (request) => request };
  const standIns = lists.map((name) => [name, new Array<null>((given[name] as unknown[]).length).fill(null)]);
  const taken = Object.fromEntries(lists.map((name) => [name, given[name]]));
  return {
    body: { ...given, ...(Object.fromEntries(standIns) as Properties) },
    restore: (request) => Object.assign(request as object, taken),
  };
}
