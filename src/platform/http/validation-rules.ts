import { getMetadataStorage } from 'class-validator';

type Storage = Pick<
  ReturnType<typeof getMetadataStorage>,
  'addValidationMetadata' | 'addValidationSchema' | 'getTargetValidationMetadatas'
>;

/** Storages that remember already: an application is not always the first of its process. */
const remembering = new WeakSet<Storage>();

/**
 * class-validator looks through the rules of every class of the service to find those of one class and of what it
 * extends, for each object that it checks. They are found once here, until a rule is added.
 */
export function rememberValidationRules(storage: Storage = getMetadataStorage()): void {
  if (remembering.has(storage)) return;
  remembering.add(storage);
  const { addValidationMetadata, addValidationSchema, getTargetValidationMetadatas: find } = storage;
  const known = new Map<unknown, ReturnType<typeof find>>();
  storage.addValidationMetadata = (...rule) => {
    known.clear();
    addValidationMetadata.apply(storage, rule);
  };
  storage.addValidationSchema = (...schema) => {
    known.clear();
    addValidationSchema.apply(storage, schema);
  };
  storage.getTargetValidationMetadatas = (...asked) => {
    const [target, schema, always, strictGroups, groups] = asked;
    if (schema || always || strictGroups || groups) return find.apply(storage, asked);
    const rules = known.get(target) ?? find.apply(storage, asked);
    known.set(target, rules);
    return rules;
  };
}
