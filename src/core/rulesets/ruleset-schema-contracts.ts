import { count, list, mapOf, measureId, measureIds, orNull, record, source, text, typeId } from './schema-atoms.js';
import { CUT_POINT_SETS } from './rating-kind.js';

const contractId = {
  type: 'string',
  pattern: '^[A-Z][0-9]{4}$',
  description: 'Contract number, such as "H0028".',
} as const;
const texts = { type: 'array', minItems: 1, uniqueItems: true, items: text } as const;
const minimums = record({ partC: orNull(count), partD: orNull(count), overall: orNull(count) });

const match = record({ organizationTypes: texts, snp: { type: 'boolean' }, iSnpOnly: { type: 'boolean' } }, [
  'snp',
  'iSnpOnly',
]);

const contractType = record(
  {
    id: typeId,
    title: text,
    match: list(match, 1),
    cutPointSet: { enum: [...CUT_POINT_SETS] },
    partDKind: { enum: ['partDMapd', 'partDPdp'] },
    minimumRated: minimums,
    fixedMessages: record({ partC: text, partD: text, overall: text }, ['partC', 'partD', 'overall']),
    source,
  },
  ['fixedMessages'],
);

const minimumException = record(
  {
    contractTypes: { ...list(typeId, 1), uniqueItems: true },
    withoutMeasure: measureId,
    minimumRated: record({ partC: count, partD: count, overall: count }, ['partC', 'partD', 'overall']),
    domains: mapOf('^[A-Z0-9-]+$', count),
    source,
  },
  ['domains'],
);

const existence = record({
  notCounted: measureIds,
  deciders: record({ partC: measureIds, partD: measureIds, overall: measureIds }),
  texts: record({ notRequired: texts, tooNew: texts }),
  messages: record({ notApplicable: text, tooNew: text, notEnoughData: text }),
  overallNeedsBothParts: { type: 'boolean' },
  minimumExceptions: list(minimumException),
  source,
});

/** Schema of the fields about contracts and about which ratings exist. */
export const contractFields = {
  contractTypes: list(contractType, 1),
  iSnpOnlyContracts: orNull(
    record(
      {
        basis: { enum: ['published', 'inferred'] },
        contracts: { type: 'array', items: contractId, uniqueItems: true },
        note: text,
        source,
      },
      ['note'],
    ),
  ),
  existence,
  dataIntegrity: record({
    texts: { type: 'array', items: text, uniqueItems: true },
    star: { type: 'integer', minimum: 1, maximum: 5 },
    source,
  }),
};
