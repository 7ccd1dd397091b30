import { format } from 'prettier';
import { expect, it } from 'vitest';
import { ruleSetSchema } from './index.js';

it('docs/ruleset.schema.json is the committed copy of the schema (renew it with: npx vitest run --project unit src/core/rulesets -u)', async () => {
  const text = await format(JSON.stringify(ruleSetSchema), { parser: 'json', printWidth: 120 });
  await expect(text).toMatchFileSnapshot('../../../docs/ruleset.schema.json');
});
