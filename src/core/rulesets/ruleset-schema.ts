import { RULE_SET_FORMAT } from './ruleset.js';
import { list, record, text } from './schema-atoms.js';
import { contractFields } from './ruleset-schema-contracts.js';
import { measureFields } from './ruleset-schema-measures.js';
import { ratingFields } from './ruleset-schema-rating.js';

/** JSON Schema (2020-12) of a rule-set file; `docs/ruleset.schema.json` is its committed copy. */
export const ruleSetSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'https://hedis-star-rating-portfolio-optimizer/ruleset.schema.json',
  title: 'Star Ratings rule set of one star year',
  ...record(
    {
      $schema: { type: 'string' },
      format: { const: RULE_SET_FORMAT },
      starYear: { type: 'integer', minimum: 2009, maximum: 2099 },
      version: { type: 'string', pattern: '^[0-9A-Za-z][0-9A-Za-z.+-]{0,63}$' },
      status: { enum: ['final', 'proposed', 'estimated'] },
      title: text,
      note: text,
      sources: list(
        record({ id: { type: 'string', pattern: '^[A-Za-z0-9-]{1,32}$' }, title: text, date: text }, ['date']),
        1,
      ),
      ...measureFields,
      ...contractFields,
      ...ratingFields,
    },
    ['$schema', 'note'],
  ),
} as const;
