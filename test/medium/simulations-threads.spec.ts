import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ScenarioOrder } from '../../src/core/simulation/index.js';
import { ScenarioRefused, SimulationRunner } from '../../src/modules/simulations/index.js';
import { WorkerPool } from '../../src/platform/workers/index.js';
import { madeUpContract, rules2026 } from '../support/made-up-contract.js';

function order(draws: number): ScenarioOrder {
  const ruleSet = rules2026();
  const contract = madeUpContract(ruleSet, 4, {});
  const measures = ruleSet.measures.map(({ id }) => ({ measureId: id, chances: [0.1, 0.2, 0.3, 0.2, 0.2] }));
  return { kind: 'monteCarlo', ruleSet, contract, changes: [], measures, draws, seed: 3, measureCorrelation: 0.3 };
}

describe('simulations in threads', () => {
  let pool: WorkerPool;
  let runner: SimulationRunner;
  beforeAll(() => {
    pool = new WorkerPool();
    runner = new SimulationRunner(pool);
  });
  afterAll(() => pool.onApplicationShutdown());

  it('stop when they are cancelled: no thread goes on drawing', async () => {
    const abort = new AbortController();
    let seen = 0;
    let reports = 0;
    const run = runner.run(order(100_000), abort.signal, (done) => {
      seen = done;
      reports += 1;
      if (done > 0) abort.abort();
    });
    await expect(run).rejects.toThrow();
    expect(seen).toBeGreaterThan(0);
    expect(seen).toBeLessThan(100_000);
    const after = reports;
    const cpu = process.cpuUsage();
    await new Promise((resolve) => setTimeout(resolve, 600));
    const { user } = process.cpuUsage(cpu);
    expect(reports).toBe(after);
    // A thread at work would use the whole time.
    expect(user / 1000).toBeLessThan(300);
  });

  it('never stop the event loop', async () => {
    let ticks = 0;
    const timer = setInterval(() => (ticks += 1), 10);
    await runner.run(order(20_000), new AbortController().signal);
    clearInterval(timer);
    expect(ticks).toBeGreaterThan(5);
  });

  it('tell a scenario that the core refuses by its field', async () => {
    await expect(runner.run(order(5), new AbortController().signal)).rejects.toEqual(new ScenarioRefused('draws'));
    await expect(runner.answer(order(5))).rejects.toThrow('The scenario cannot be simulated.');
  });
});
