import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import json2026 from './data/2026.json' with { type: 'json' };
import { checkRuleSet, ruleSetSchema } from './index.js';

const page = readFileSync(new URL('../../../docs/rulesets.md', import.meta.url), 'utf8');
const fragments = [...page.matchAll(/```json\n([\s\S]*?)```/g)].map(
  (match) => JSON.parse(match[1] ?? '') as Record<string, unknown[]>,
);

describe('docs/rulesets.md', () => {
  it.each(fragments.map((fragment) => [Object.keys(fragment).join(', '), fragment] as const))(
    'the fragment with %s passes the check',
    (_name, fragment) => {
      const types = [...json2026.contractTypes, ...(fragment.contractTypes ?? [])];
      const result = checkRuleSet({ ...structuredClone(json2026), ...fragment, contractTypes: types });
      expect(result).not.toHaveProperty('problems');
    },
  );

  it('names every field of the format', () => {
    const names = new Set<string>();
    const collect = (node: unknown): void => {
      if (typeof node !== 'object' || node === null) return;
      if ('properties' in node)
        for (const name of Object.keys(node.properties as object)) if (/^[a-z$]/i.test(name)) names.add(name);
      Object.values(node).forEach(collect);
    };
    collect(ruleSetSchema);
    expect(
      [...names].filter((name) => !new RegExp(`[\`"{ .]${name.replace('$', '\\$')}[\`":,}? ]`).test(page)),
    ).toEqual([]);
    expect(names.size).toBeGreaterThan(70);
  });
});
