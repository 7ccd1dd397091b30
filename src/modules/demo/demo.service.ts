import { Injectable } from '@nestjs/common';
import { starYearOf } from '../../core/gaps/index.js';
import {
  SYNTHETIC_CONTRACT_NAME,
  syntheticContract,
  syntheticMember,
  syntheticMemberId,
  type SyntheticOrder,
  syntheticRates,
} from '../../core/portfolio/index.js';
import type { RuleSet } from '../../core/rulesets/index.js';
import { notFound, Problem, RequestContext } from '../../platform/http/index.js';
import { AuditTrail } from '../audit/index.js';
import { HashGenerations, MemberHasher } from '../members/index.js';
import { TierThresholdsRepository } from '../predictions/index.js';
import { ContractsRepository, RuleSetCatalog } from '../ratings/index.js';
import './demo.audit.js';
import type { DemoPlan } from './demo-plan.entity.js';
import { demoRows } from './demo-rows.js';
import { DemoRepository } from './demo.repository.js';

/** Members that are made and written at a time. */
const BATCH = 5000;

/** A synthetic plan to load. */
export interface DemoOrder {
  readonly contractId: string;
  readonly members: number;
  readonly seed: number;
  readonly measurementYear: number;
}

/** What was loaded. */
export interface DemoLoaded extends DemoOrder {
  readonly gaps: number;
  readonly predictions: number;
  readonly interventions: number;
  /** Whether rates follow CMS's published results of the contract, or cut points and a made-up contract. */
  readonly ratesFrom: 'published' | 'cut-points';
}

/** Loads and clears synthetic plans: labelled members (`DEMO-…`) with gaps, predictions and interventions. */
@Injectable()
export class DemoService {
  constructor(
    private readonly repository: DemoRepository,
    private readonly hasher: MemberHasher,
    private readonly generations: HashGenerations,
    private readonly tiers: TierThresholdsRepository,
    private readonly contracts: ContractsRepository,
    private readonly catalog: RuleSetCatalog,
    private readonly context: RequestContext,
    private readonly audit: AuditTrail,
  ) {}

  /** The year of care that the latest rule set rates. */
  latestYear(): number {
    return (this.catalog.all()[0]?.ruleSet.starYear ?? starYearOf(2024)) - 2;
  }

  /**
   * Loads a plan in one transaction, and a made-up contract around it where CMS's tables have none. Equal seeds give equal
   * members, gaps and predictions (ids of rows apart, and tiers: the plan's thresholds give them).
   * @throws Problem `conflict` when the contract has members: real and made-up ones are never mixed.
   */
  load(order: DemoOrder, progress: (members: number) => void = () => undefined): Promise<DemoLoaded> {
    const { contractId, seed, members, measurementYear } = order;
    return this.audit.act('demo.loaded', { contractId }, async () => {
      await this.generations.hold();
      if (await this.repository.hasMembers(contractId)) {
        throw new Problem(
          'conflict',
          'The contract has members already: a synthetic plan takes a contract without any.',
        );
      }
      const plan: DemoPlan = {
        ...{ contractId, seed: String(seed), members, measurementYear },
        ...{ loadedAt: new Date(), loadedBy: this.context.actor },
      };
      await this.repository.remember(plan);
      const [latest] = this.catalog.all();
      const rules = this.catalog.find(starYearOf(measurementYear)) ?? latest;
      const published = rules && (await this.contracts.find(contractId, rules.ruleSet.starYear));
      if (rules && !published) await this.makeContract(rules.ruleSet, order);
      const { thresholds: tiers } = await this.tiers.read();
      const rates = syntheticRates(rules?.ruleSet, published);
      const synthetic = { contractId, seed, measurementYear, rates, tiers };
      const total = { gaps: 0, predictions: 0, interventions: 0 };
      for (let from = 0; from < members; from += BATCH) {
        const added = await this.batch(plan, synthetic, from, Math.min(from + BATCH, members));
        total.gaps += added.gaps;
        total.predictions += added.predictions;
        total.interventions += added.interventions;
        progress(Math.min(from + BATCH, members));
      }
      this.audit.describe('demo.loaded', { after: { seed, members, gaps: total.gaps, measurementYear } });
      return { ...order, ...total, ratesFrom: published ? 'published' : 'cut-points' };
    });
  }

  /**
   * Removes a synthetic plan with all its rows and the snapshots taken of it.
   * @throws Problem `not-found` when none is loaded in the contract.
   */
  clear(contractId: string): Promise<{ members: number; snapshots: number }> {
    return this.audit.act('demo.cleared', { contractId }, async () => {
      const plan = await this.repository.plan(contractId);
      if (!plan) throw notFound('synthetic plan');
      await this.generations.hold();
      let members = 0;
      for (let from = 0; from < plan.members; from += BATCH) {
        const count = Math.min(BATCH, plan.members - from);
        const ids = Array.from({ length: count }, (_, n) => syntheticMemberId(contractId, Number(plan.seed), from + n));
        members += await this.repository.removeMembers(ids.flatMap((id) => this.hasher.ofRawId(id)));
      }
      await this.contracts.remove(contractId, SYNTHETIC_CONTRACT_NAME);
      const snapshots = await this.repository.forget(plan);
      this.audit.describe('demo.cleared', { after: { members, snapshots } });
      return { members, snapshots };
    });
  }

  /** Measures that no gap decides have made-up stars, so that the plan is rated and its rating can be planned for. */
  private makeContract(ruleSet: RuleSet, { contractId, seed }: DemoOrder): Promise<void> {
    const contract = syntheticContract(ruleSet, contractId, seed);
    const { organizationType } = contract;
    const name = { contractName: SYNTHETIC_CONTRACT_NAME, marketingName: '', parentOrganization: '' };
    const identities = [{ contractId, organizationType, ...name }];
    return this.contracts.insert({ starYear: ruleSet.starYear, contracts: [contract], identities, ratings: null });
  }

  private async batch(
    plan: DemoPlan,
    order: SyntheticOrder,
    from: number,
    to: number,
  ): Promise<{ gaps: number; predictions: number; interventions: number }> {
    const generation = await this.repository.generation();
    const made = Array.from({ length: to - from }, (_, n) => syntheticMember(order, from + n));
    const hashes = made.map(({ memberId }) => this.hasher.ofRawId(memberId)[generation - 1] ?? Buffer.alloc(0));
    const active = made.map((member) => member.active);
    const numbers = await this.repository.insertMembers(hashes, active, generation, plan);
    const numbered = made.map((member, n) => ({ ...member, id: numbers.get(hashes[n]?.toString('hex') ?? '') ?? '' }));
    const rows = demoRows(plan, numbered);
    await this.repository.insert('gap_analysis', rows.gaps);
    await this.repository.insert('predictions', rows.predictions);
    await this.repository.insert('interventions', rows.interventions);
    await this.repository.insert('intervention_gaps', rows.interventionGaps);
    const count = (columns: DemoRowsColumns): number => columns[0]?.[2].length ?? 0;
    return {
      gaps: count(rows.gaps),
      predictions: count(rows.predictions),
      interventions: count(rows.interventions),
    };
  }
}

type DemoRowsColumns = readonly (readonly [string, string, readonly unknown[]])[];
