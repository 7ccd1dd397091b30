import { existsSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import pg from 'pg';
import { readCmsTables } from '../src/core/cms-tables/index.js';
import type { RuleSet } from '../src/core/rulesets/index.js';
import { readCmsFolder, RuleSetCatalog } from '../src/modules/ratings/index.js';
import type { Figures } from './figures.js';
import { durations, percentile } from './percentiles.js';
import { benchRatingsCore } from './ratings-core.js';
import { type BenchService, startBenchService } from './service.js';

const TABLES = '../shared/cms/2026';

function rules2026(): RuleSet {
  const found = new RuleSetCatalog().find(2026);
  if (!found) throw new Error('the rule set of 2026 is missing');
  return found.ruleSet;
}

const BODY = JSON.stringify({
  contractId: 'H9999',
  starYear: 2026,
  contract: {
    organizationType: 'Local CCP',
    snp: true,
    puertoRicoOnly: false,
    adjustmentCategories: { partC: 4, partDMapd: 3, overall: 4 },
  },
  measures: rules2026().measures.map(({ id }, i) => ({ code: id, star: 3 + (i % 3) })),
});

function post({ url, key }: BenchService, agent: Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'x-api-key': key, 'content-length': Buffer.byteLength(BODY) };
    const call = request(`${url}/api/v1/ratings`, { method: 'POST', agent, headers }, (answer) => {
      answer.resume();
      answer.once('end', () =>
        answer.statusCode === 201 ? resolve() : reject(new Error(`status ${answer.statusCode}`)),
      );
    });
    call.once('error', reject);
    call.end(BODY);
  });
}

/** The floor: one prepared insert of the very row that a rating stores, in a transaction of its own. */
async function rawInsert(ownerUrl: string): Promise<{ run: () => Promise<unknown>; end: () => Promise<void> }> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  const { rows } = await client.query<Record<string, unknown>>('SELECT * FROM star_ratings LIMIT 1');
  const row = rows[0] ?? {};
  const columns = Object.keys(row);
  const values = columns.map((name) =>
    name === 'ratings' || name === 'trace' ? JSON.stringify(row[name]) : row[name],
  );
  const text = `INSERT INTO star_ratings (${columns.join(', ')}) VALUES (${columns.map((_, i) => `$${i + 1}`).join(', ')})`;
  const at = columns.indexOf('id');
  const run = (): Promise<unknown> => client.query({ name: 'floor', text, values: values.with(at, randomUUID()) });
  return { run, end: () => client.end() };
}

/** `npm run bench -- ratings`: the rating core on one core, and `POST /ratings` beside a raw insert of the same row. */
export async function benchRatings(figures: Figures): Promise<void> {
  const tables = existsSync(TABLES) ? readCmsTables(await readCmsFolder(TABLES), 2026).tables : undefined;
  benchRatingsCore(figures, rules2026(), tables?.contracts);

  const service = await startBenchService();
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  try {
    await post(service, agent);
    const floor = await rawInsert(service.ownerUrl);
    await durations(300, 100, () => post(service, agent));
    const raw = await durations(1000, 200, floor.run);
    const whole = await durations(1000, 200, () => post(service, agent));
    const again = await durations(500, 50, floor.run);
    await floor.end();
    const floorAt = (at: number) => ({ what: 'raw insert of the row', value: percentile([...raw, ...again], at) });
    const [p50, p99] = [percentile(whole, 50), percentile(whole, 99)];
    figures.add({
      ...{ what: 'POST /ratings, p50', value: p50, unit: 'ms', floor: floorAt(50) },
      target: { of: 'ratio', atMost: 6 },
    });
    figures.add({ what: 'POST /ratings, p99', value: p99, unit: 'ms', floor: floorAt(99) });
  } finally {
    agent.destroy();
    await service.stop();
  }
}
