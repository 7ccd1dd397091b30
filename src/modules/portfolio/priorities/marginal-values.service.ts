import { Injectable } from '@nestjs/common';
import type { MarginalOrder, MarginalValues } from '../../../core/optimization/marginal/index.js';
import type { RevenueAssumptions } from '../../../core/simulation/index.js';
import { invalid, notFound, RequestContext } from '../../../platform/http/index.js';
import { maySeeContract } from '../../../platform/security/index.js';
import { WorkerPool } from '../../../platform/workers/index.js';
import type { MarginalAnswer } from './marginal.worker.js';
import { type MarginalInputs, MarginalInputsReader } from './marginal-inputs.js';
import { PrioritiesRepository } from './priorities.repository.js';

const WORKER = new URL('./marginal.worker.js', import.meta.url);

/** Payments that are assumed where nothing is said; they come back with the answer. */
const DEFAULTS = { benchmarkPmpm: '1100.00', bidPmpm: '950.00', doubleBonusShare: 0 } as const;

/** Which contract, and what payments rest on. */
export interface MarginalQuery extends Partial<Omit<RevenueAssumptions, 'starYear'>> {
  readonly contractId: string;
  readonly measurementYear: number;
  readonly starYear?: number;
}

/** Values with everything that they rest on. */
export interface MarginalValuesOf {
  readonly inputs: MarginalInputs;
  readonly revenue: RevenueAssumptions;
  /** Assumptions that were not given. */
  readonly assumed: readonly string[];
  readonly values: MarginalValues;
}

/** Computes what closing one gap is worth, in a thread. */
@Injectable()
export class MarginalValuesService {
  constructor(
    private readonly reader: MarginalInputsReader,
    private readonly repository: PrioritiesRepository,
    private readonly workers: WorkerPool,
    private readonly context: RequestContext,
  ) {}

  /** @throws Problem for a contract out of scope and for impossible assumptions. */
  async of(query: MarginalQuery): Promise<MarginalValuesOf> {
    const { contractId, measurementYear, starYear, ...given } = query;
    if (!maySeeContract(this.context.principal, contractId)) throw notFound('contract');
    const inputs = await this.reader.read(contractId, measurementYear, starYear);
    const stated = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
    const memberMonths = 12 * (await this.repository.activeMembers(contractId));
    const defaults = { ...DEFAULTS, memberMonths };
    const revenue: RevenueAssumptions = { ...defaults, ...stated, starYear: inputs.starYear };
    const assumed = Object.keys(defaults).filter((name) => !(name in stated));
    return { inputs, revenue, assumed, values: await this.compute({ ...inputs.order, revenue }) };
  }

  /**
   * @param signal aborting it stops the thread.
   * @throws Problem for impossible assumptions.
   */
  async compute(order: MarginalOrder, signal?: AbortSignal): Promise<MarginalValues> {
    const answer = await this.workers.run<MarginalOrder, MarginalAnswer>(WORKER, order, signal);
    if ('refused' in answer) throw invalid(`?${answer.refused}`, 'impossible', 'This assumption is not possible.');
    return answer.values;
  }
}
