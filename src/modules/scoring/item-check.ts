import { gapMeasure } from '../../core/gaps/index.js';
import type { FeatureFault, FeatureRow } from '../../core/prediction/index.js';
import { type FieldProblem, shownName } from '../../platform/http/index.js';
import type { ActiveModel } from '../models/index.js';
import type { PredictionRequest } from './dto/prediction-request.dto.js';
import { checkFeatures } from './feature-check.js';
import { type FoundMember, type Lookup, NOT_KNOWN_HERE } from './member-lookup.js';

/** A request that a model could answer, with its row of features or what is wrong with them. */
export interface AskedItem {
  readonly item: PredictionRequest;
  readonly model: ActiveModel;
  readonly row: FeatureRow;
}

/** Why a request cannot be scored. */
export interface ItemRefusal {
  readonly errors: readonly FieldProblem[];
}

const refused = (pointer: string, code: string, message: string): ItemRefusal => ({
  errors: [{ pointer, code, message }],
});

/** RFC 6901. */
const escaped = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1');

/** What can be said of a request without knowing the member. Messages never repeat a value. */
export function askedItem(item: PredictionRequest, model: ActiveModel | undefined): AskedItem | ItemRefusal {
  if ((typeof item.memberId === 'string') === (typeof item.memberHash === 'string')) {
    return refused('/memberId', 'one-member', 'Give either memberId or memberHash.');
  }
  if (!gapMeasure(item.measure, item.measurementYear)) {
    return refused('/measure', 'measure-not-applicable', 'There is no such measure in the measurement year.');
  }
  if (!model) return refused('/measure', 'unknown-model', 'No model is active for the measure.');
  if (typeof item.modelId === 'string' && item.modelId !== model.id) {
    return refused('/modelId', 'unknown-model', 'This is not the active model of the measure.');
  }
  return { item, model, row: checkFeatures(model, item.features) };
}

/** What is wrong with the member of a request; the member where nothing is. */
export function checkMember({ item }: AskedItem, member: Lookup): FoundMember | ItemRefusal {
  if (!member) return refused('/memberId', 'unknown-member', 'There is no such member.');
  if (member === NOT_KNOWN_HERE) {
    const message =
      'The database is away and the member is not known here. Give memberId and contractId, or try later.';
    return refused('/memberId', 'member-not-known-now', message);
  }
  if (typeof item.contractId === 'string' && item.contractId !== member.contractId) {
    return refused('/contractId', 'other-contract', 'The member is in another contract.');
  }
  return member;
}

/** What is wrong with the features of a request. A name that is none of the model's could be a member's id. */
export function featureRefusal(faults: readonly FeatureFault[]): ItemRefusal {
  const errors = faults.map(({ feature, code, message }) => {
    const name = code === 'unknown-feature' ? shownName(feature) : feature;
    return { pointer: name === '' ? '/features' : `/features/${escaped(name)}`, code, message };
  });
  return { errors };
}
