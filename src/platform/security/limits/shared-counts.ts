import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { RedisLink } from '../../redis/index.js';
import type { CallerCount, SharedCount } from './sliding-window.js';

/** Windows that are swept away by each addition, so that no job is needed. */
const SWEEP = 50;

/** Longest wait for the database. */
const WAIT_MS = 500;

/** Callers are addresses and names: what is shared is a digest of them. */
const digestOf = (kind: string, caller: string): Buffer =>
  createHash('sha256').update(`${kind}\n${caller}`).digest().subarray(0, 16);

// Rows in the order of the key: two instances never wait for each other in a ring.
const ADD = `
  WITH swept AS (
    DELETE FROM rate_counts WHERE (slot, caller) IN (
      SELECT slot, caller FROM rate_counts WHERE slot < $4 ORDER BY slot LIMIT ${SWEEP} FOR UPDATE SKIP LOCKED)),
  added AS (
    INSERT INTO rate_counts AS c (caller, slot, hits)
    SELECT * FROM unnest($1::bytea[], $2::bigint[], $3::int[]) AS u(caller, slot, hits) ORDER BY slot, caller
    ON CONFLICT (slot, caller) DO UPDATE SET hits = c.hits + excluded.hits
    RETURNING c.caller, c.slot, c.hits)
  SELECT a.caller, a.slot, a.hits, coalesce(p.hits, 0) AS previous
    FROM added a LEFT JOIN rate_counts p ON p.slot = a.slot - 1 AND p.caller = a.caller`;

interface Row {
  readonly caller: Buffer;
  readonly slot: string;
  readonly hits: string;
  readonly previous: string;
}

/** What all instances count together: in Redis where there is one, else in PostgreSQL. */
@Injectable()
export class SharedCounts {
  constructor(
    private readonly redis: RedisLink,
    private readonly dataSource: DataSource,
  ) {}

  /** Adds counts and answers what all have counted; undefined when the store is away: everybody then counts alone. */
  add(kind: string, windowMs: number, counts: readonly CallerCount[]): Promise<SharedCount[] | undefined> {
    return this.redis.client ? this.inRedis(kind, windowMs, counts) : this.inDatabase(kind, counts);
  }

  private inRedis(kind: string, windowMs: number, counts: readonly CallerCount[]): Promise<SharedCount[] | undefined> {
    return this.redis.ask(async (client) => {
      const key = (caller: string, window: number): string =>
        `sro:rate:${window}:${digestOf(kind, caller).toString('base64url')}`;
      const answers = await Promise.all(
        counts.flatMap(({ caller, window, hits }) => [
          client.incrBy(key(caller, window), hits),
          client.pExpire(key(caller, window), 3 * windowMs),
          client.get(key(caller, window - 1)),
        ]),
      );
      return counts.map((count, index) => ({
        ...count,
        hits: Number(answers[3 * index]),
        previous: Number(answers[3 * index + 2] ?? 0),
      }));
    });
  }

  private async inDatabase(kind: string, counts: readonly CallerCount[]): Promise<SharedCount[] | undefined> {
    const name = ({ caller, window }: CallerCount): string => `${window}:${digestOf(kind, caller).toString('hex')}`;
    const named = new Map(counts.map((count) => [name(count), count]));
    const values = [
      counts.map(({ caller }) => digestOf(kind, caller)),
      counts.map(({ window }) => window),
      counts.map(({ hits }) => hits),
      Math.max(...counts.map(({ window }) => window)) - 2,
    ];
    const rows = await inTime(this.dataSource.query<Row[]>(ADD, values));
    return rows?.flatMap(({ caller, slot, hits, previous }) => {
      const count = named.get(`${slot}:${caller.toString('hex')}`);
      return count ? [{ ...count, hits: Number(hits), previous: Number(previous) }] : [];
    });
  }
}

async function inTime<T>(task: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), WAIT_MS);
  });
  try {
    return await Promise.race([task, late]);
  } catch {
    return undefined; // away: other parts of the service say so
  } finally {
    clearTimeout(timer);
    task.catch(() => undefined);
  }
}
