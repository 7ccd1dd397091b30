import { Injectable } from '@nestjs/common';
import type { ConformanceReport } from '../../core/conformance/index.js';
import { HotReads } from '../../platform/cache/index.js';
import { notFound, Problem } from '../../platform/http/index.js';
import { WorkerPool } from '../../platform/workers/index.js';
import type { ConformanceInput } from './conformance.worker.js';
import { ContractsRepository } from './contracts.repository.js';
import { type CataloguedRuleSet, RuleSetCatalog } from './ruleset-catalog.js';

const WORKER = new URL('./conformance.worker.js', import.meta.url);

/** Compares the rule set of a star year with CMS's imported tables. */
@Injectable()
export class ConformanceService {
  constructor(
    private readonly catalog: RuleSetCatalog,
    private readonly contracts: ContractsRepository,
    private readonly workers: WorkerPool,
    private readonly hotReads: HotReads,
  ) {}

  /** @throws Problem when there is no rule set of the star year, or its tables are not imported or lack ratings. */
  async report(starYear: number): Promise<ConformanceReport> {
    const rules = this.catalog.find(starYear);
    if (!rules) throw notFound('rule set');
    const asked = { starYear, digest: rules.digest };
    return this.hotReads.get({ kind: 'conformance', asked }, () => this.compare(starYear, rules));
  }

  private async compare(starYear: number, rules: CataloguedRuleSet): Promise<ConformanceReport> {
    const tables = await this.contracts.tables(starYear);
    if (!tables?.ratings?.length) {
      throw new Problem(
        'unprocessable',
        "CMS's tables of the star year with their published ratings are not imported.",
      );
    }
    return this.workers.run<ConformanceInput, ConformanceReport>(WORKER, { ruleSet: rules.ruleSet, tables });
  }
}
