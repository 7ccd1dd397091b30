import { getMetadataStorage } from 'class-validator';

type Storage = Pick<
  ReturnType<typeof getMetadataStorage>,
  'addValidationMetadata' | 'addValidationSchema' | 'getTargetValidationMetadatas' | 'groupByPropertyName'
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
  const { addValidationMetadata, addValidationSchema } = storage;
  const { getTargetValidationMetadatas: find, groupByPropertyName: group } = storage;
  /** By class, and for a nested one by the class that holds it. */
  const known = new Map<unknown, Map<string | undefined, ReturnType<typeof find>>>();
  const grouped = new WeakMap<ReturnType<typeof find>, ReturnType<typeof group>>();
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
    if (always || strictGroups || groups) return find.apply(storage, asked);
    const ofClass = known.get(target) ?? new Map<string | undefined, ReturnType<typeof find>>();
    const rules = ofClass.get(schema) ?? find.apply(storage, asked);
    known.set(target, ofClass.set(schema, rules));
    return rules;
  };
  storage.groupByPropertyName = (rules) => {
    const groups = grouped.get(rules) ?? group.call(storage, rules);
    grouped.set(rules, groups);
    return groups;
  };
}
