/** A feature of a model with its allowed range; null: not stated. */
export interface RangedFeature {
  readonly name: string;
  readonly min: number | null;
  readonly max: number | null;
}

/** What is wrong with one feature of a request. The message never repeats the value. */
export interface FeatureFault {
  readonly feature: string;
  readonly code: 'unknown-feature' | 'feature-type' | 'feature-range' | 'no-features' | 'missing-feature';
  readonly message: string;
}

/** Values in the model's order (null: missing), or everything that is wrong. */
export type FeatureRow =
  | { readonly values: readonly (number | null)[]; readonly missing: readonly string[] }
  | { readonly faults: readonly FeatureFault[] };

const MOST_FAULTS = 50;

function faultOf(name: string, value: unknown, feature: RangedFeature | undefined): FeatureFault | undefined {
  if (feature === undefined) {
    return { feature: name, code: 'unknown-feature', message: 'The model has no feature of this name.' };
  }
  if (value === null) return undefined;
  if (typeof value !== 'number' || !Number.isFinite(value)) {
    return { feature: name, code: 'feature-type', message: 'A feature is a finite number, or null when not known.' };
  }
  const { min, max } = feature;
  if ((min !== null && value < min) || (max !== null && value > max)) {
    const range = `${min === null ? '' : `at least ${min}`}${min !== null && max !== null ? ' and ' : ''}${max === null ? '' : `at most ${max}`}`;
    return { feature: name, code: 'feature-range', message: `The value must be ${range}.` };
  }
  return undefined;
}

/** A feature with its place in the model. */
interface PlacedFeature {
  readonly feature: RangedFeature;
  readonly place: number;
}

const byNames = new WeakMap<readonly RangedFeature[], ReadonlyMap<string, PlacedFeature>>();

/** A model's features by name, kept as long as its list is. */
function byNameOf(features: readonly RangedFeature[]): ReadonlyMap<string, PlacedFeature> {
  const known = byNames.get(features);
  if (known) return known;
  const made = new Map(features.map((feature, place) => [feature.name, { feature, place }]));
  byNames.set(features, made);
  return made;
}

/** Given features in the order of the model. Null and left out are missing; not all may be. */
export function featureRow(features: readonly RangedFeature[], given: Readonly<Record<string, unknown>>): FeatureRow {
  const byName = byNameOf(features);
  const faults: FeatureFault[] = [];
  const values = new Array<number | null>(features.length).fill(null);
  for (const name of Object.keys(given)) {
    const value = given[name];
    const placed = byName.get(name);
    const fault = faultOf(name, value, placed?.feature);
    if (fault) faults.push(fault);
    else if (placed) values[placed.place] = value as number | null;
  }
  if (faults.length > 0) return { faults: faults.slice(0, MOST_FAULTS) };
  const missing: string[] = [];
  for (let j = 0; j < features.length; j++) if (values[j] === null) missing.push(features[j].name);
  if (missing.length === features.length) {
    const message = 'Every feature is missing: there is nothing to predict from.';
    return { faults: [{ feature: '', code: 'no-features', message }] };
  }
  return { values, missing };
}
