import type { CmsTableSet } from '../../core/cms-tables/index.js';
import { conformance, type ConformanceReport } from '../../core/conformance/index.js';
import type { RuleSet } from '../../core/rulesets/index.js';

/** What the thread compares. */
export interface ConformanceInput {
  readonly ruleSet: RuleSet;
  readonly tables: CmsTableSet;
}

export default function run({ ruleSet, tables }: ConformanceInput): ConformanceReport {
  return conformance(ruleSet, tables);
}
