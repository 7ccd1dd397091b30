import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { v7 as uuidv7 } from 'uuid';
import type { Caller } from './call.js';
import { YEAR } from './data-plan.js';
import type { Figures } from './figures.js';
import { percentile } from './percentiles.js';

/** Lines of a piece of a file. */
const PIECE = 2000;

/** Imports of members, each beside its floor: the first of a service runs while its code is still being compiled. */
const ROUNDS = 3;

function pieces(count: number, line: (i: number) => string, header?: string): Buffer[] {
  const all = header === undefined ? [] : [Buffer.from(`${header}\n`)];
  for (let from = 0; from < count; from += PIECE) {
    const lines = Array.from({ length: Math.min(PIECE, count - from) }, (_, n) => `${line(from + n)}\n`);
    all.push(Buffer.from(lines.join('')));
  }
  return all;
}

interface Imported {
  readonly id: string;
  readonly status: string;
  readonly finishedAt: string | null;
}

/** Sends a file to `POST /imports` and waits until it is merged. @returns rows a second. */
async function importFile(
  caller: Caller,
  figures: Figures,
  kind: string,
  count: number,
  file: readonly Buffer[],
): Promise<number> {
  const from = performance.now();
  const sent = { stream: Readable.from(file), type: 'text/csv' };
  let job = await caller.call<Imported>('POST', `/imports?kind=${kind}`, sent);
  const arrived = performance.now();
  while (job.finishedAt === null) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    job = await caller.call<Imported>('GET', `/imports/${job.id}`);
  }
  if (job.status !== 'succeeded') throw new Error(`the import ended as ${job.status}`);
  const [upload, merge] = [(arrived - from) / 1000, (performance.now() - arrived) / 1000];
  figures.note(
    `  import of ${count} ${kind}: sent and checked ${upload.toFixed(1)} s, judged and merged ${merge.toFixed(1)} s`,
  );
  return (count * 1000) / (performance.now() - from);
}

/** The floor: COPY of the finished rows into a table of the same shape, with its indexes, checks and foreign key; rows a second. */
async function rawCopy(
  client: pg.Client,
  table: string,
  columns: string,
  count: number,
  rows: readonly Buffer[],
): Promise<number> {
  const floor = `floor_${table}`;
  await client.query(`CREATE TABLE ${floor} (LIKE ${table} INCLUDING ALL)`);
  const key =
    table === 'members' ? '(hash_generation) REFERENCES member_hash_generations' : '(member_id) REFERENCES members';
  await client.query(`ALTER TABLE ${floor} ADD FOREIGN KEY ${key}`);
  const from = performance.now();
  await pipeline(Readable.from(rows), client.query(copyFrom(`COPY ${floor} (${columns}) FROM STDIN`)));
  const perSecond = (count * 1000) / (performance.now() - from);
  await client.query(`DROP TABLE ${floor}`);
  return perSecond;
}

/** @param ours rows a second, as is the floor. */
function add(figures: Figures, what: string, ours: number, floor: number): void {
  figures.add({
    ...{ what: `import of ${what}`, value: ours, unit: '/s' },
    floor: { what: 'raw COPY', value: floor },
    target: { of: 'ratio', atLeast: 0.4 },
  });
}

const MEASURES = ['BCS', 'COL', 'CBP', 'GSD', 'PDC-STA'];
const GAP_HEADER = 'memberId,contractId,measurementYear,measure,evidence,source,asOf,tier,priority';
const GAP_COLUMNS = `id, member_id, version, measurement_year, priority, evidence_as_of, created_at, updated_at, contract_id,
  measure, evidence, work, evidence_source, tier`;

/** Imports of new members and of new gaps beside COPY of the same rows. */
export async function benchImports(
  caller: Caller,
  figures: Figures,
  ownerUrl: string,
  contract: string,
  members: number,
): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    const name = (i: number): string => `${contract}-B${String(i).padStart(8, '0')}`;
    const day = '2026-03-01';
    const now = new Date().toISOString();
    const header = 'memberId,contractId,lastActivityOn';
    await importFile(
      ...([caller, figures, 'members', 2000] as const), // warms the service up
      pieces(2000, (i) => `warm-${name(i)},${contract},2026-01-05`, header),
    );
    const memberColumns =
      'id, member_hash, hash_generation, contract_id, active, last_activity_on, version, created_at, updated_at';
    const hash = (): string => `\\\\x${randomBytes(32).toString('hex')}`;
    const member = (i: number): string =>
      [100_000_000 + i, hash(), 1, contract, 't', '2026-01-05', 1, now, now].join('\t');
    const [ours, floors]: [number[], number[]] = [[], []];
    for (let round = 0; round < ROUNDS; round++) {
      const file = pieces(members, (i) => `${name(round * members + i)},${contract},2026-01-05`, header);
      ours.push(await importFile(caller, figures, 'members', members, file));
      floors.push(await rawCopy(client, 'members', memberColumns, members, pieces(members, member)));
    }
    add(figures, `${members} members, median of ${ROUNDS}`, percentile(ours, 50), percentile(floors, 50));

    const { rows } = await client.query<{ id: string }>(
      'SELECT id FROM members WHERE contract_id = $1 ORDER BY id OFFSET 2000 LIMIT $2',
      [contract, members],
    );
    const gaps = members * MEASURES.length;
    const of = (i: number) => ({ n: Math.floor(i / MEASURES.length), measure: MEASURES[i % MEASURES.length] ?? '' });
    const facts = (i: number) => [i % 5 < 2 ? 'open' : 'closed', ['low', 'medium', 'high'][i % 3], (i * 7919) % 100];
    const line = (i: number): string => {
      const [evidence, tier, priority] = facts(i);
      const { n, measure } = of(i);
      return [name(n), contract, YEAR, measure, evidence, 'claim', day, tier, priority].join(',');
    };
    const row = (i: number): string => {
      const [evidence, tier, priority] = facts(i);
      const { n, measure } = of(i);
      const tail = [contract, measure, evidence, 'identified', 'claim', tier];
      return [uuidv7(), rows[n]?.id, 1, YEAR, priority, day, now, now, ...tail].join('\t');
    };
    const copied = pieces(gaps, row);
    const file = pieces(gaps, line, GAP_HEADER);
    const floor = await rawCopy(client, 'gap_analysis', GAP_COLUMNS, gaps, copied);
    add(figures, `${gaps} gaps`, await importFile(caller, figures, 'gaps', gaps, file), floor);
  } finally {
    await client.end();
  }
}
