import { Injectable } from '@nestjs/common';
import { inputsDigest, RuleSetCatalog } from '../../ratings/index.js';
import { type ContractYearKey, PrioritiesRepository, type PriorityInputs } from './priorities.repository.js';

/** Tells whether anything that priorities depend on has changed, without reading gaps. */
@Injectable()
export class PriorityInputsDigest {
  constructor(
    private readonly repository: PrioritiesRepository,
    private readonly catalog: RuleSetCatalog,
  ) {}

  /** Digest of the running counts, the imports of CMS's tables and the rules. */
  from({ counts, imports }: Pick<PriorityInputs, 'counts' | 'imports'>): string {
    return inputsDigest({ counts, imports, rules: this.catalog.all().map(({ digest }) => digest) });
  }

  /** Of one contract and year as things stand. */
  async of(key: ContractYearKey): Promise<string> {
    const [inputs = { counts: '', imports: null }] = await this.repository.inputs(key);
    return this.from(inputs);
  }
}
