import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSegment, segmentKey } from './frame.js';
import { SegmentLog, type SegmentLogOptions } from './segment-log.js';

const keyOf = (segment: number): Buffer => segmentKey(Buffer.alloc(32, 1), 'folder', segment);

describe('a log of segments', () => {
  let root: string;
  let made = 0;
  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), 'stars-spool-'));
  });
  const logs: SegmentLog[] = [];
  afterAll(async () => {
    for (const each of logs) await each.roll(); // closes the file that is still open
    rmSync(root, { recursive: true, force: true });
  });

  const log = (options: Partial<SegmentLogOptions> = {}): { log: SegmentLog; folder: string } => {
    const folder = join(root, String(made++));
    const log = new SegmentLog({ folder, keyOf, segmentBytes: 4096, room: () => 1e9, ...options });
    logs.push(log);
    return { folder, log };
  };
  const texts = ({ path, number }: { path: string; number: number }): string[] =>
    readSegment(readFileSync(path), keyOf(number)).entries.map((entry) =>
      entry.kind === 'record' ? entry.payload.toString() : 'DAMAGE',
    );

  it('keeps the order of records over writes that share a sync, and over segments', async () => {
    let syncs = 0;
    const openFile = (async (...args: Parameters<typeof open>) => {
      const handle = await open(...args);
      const datasync = handle.datasync.bind(handle);
      handle.datasync = () => ((syncs += 1), datasync());
      return handle;
    }) as typeof open;
    const { log: spool } = log({ openFile });
    const records = Array.from({ length: 300 }, (_, i) => `record ${i}`);
    const places = await Promise.all(records.map((text) => spool.append(Buffer.from(text))));
    expect(syncs).toBeLessThan(10);
    await spool.roll();
    const late = await spool.append(Buffer.from('record 300'));
    await spool.roll();
    expect(spool.closed.length).toBeGreaterThan(1);
    expect(spool.closed.flatMap(texts)).toEqual([...records, 'record 300']);
    expect(late.segment).toBeGreaterThan(places[0]?.segment ?? Infinity);
    expect(spool.segments.reduce((n, { records: count }) => n + count, 0)).toBe(301);
  });

  it('counts a record at every moment, also while its segment is being closed', async () => {
    const seen: number[] = [];
    const openFile = (async (...args: Parameters<typeof open>) => {
      const handle = await open(...args);
      const close = handle.close.bind(handle);
      handle.close = async () => {
        seen.push(spool.segments.length);
        await close();
        seen.push(spool.segments.length);
      };
      return handle;
    }) as typeof open;
    const { log: spool } = log({ openFile });
    await spool.append(Buffer.from('x'));
    await spool.roll();
    expect([...seen, spool.segments.length]).toEqual([1, 1, 1]);
  });

  it('takes no record that it has no room for', async () => {
    let room = 100;
    const { log: spool } = log({ room: () => room });
    await spool.append(Buffer.alloc(50));
    room = 40;
    await expect(spool.append(Buffer.alloc(50))).rejects.toMatchObject({ fault: 'full' });
  });

  it('acknowledges nothing that the disk does not take, and goes on in a new segment when it does again', async () => {
    let broken = false;
    const openFile = (async (...args: Parameters<typeof open>) => {
      const handle = await open(...args);
      const datasync = handle.datasync.bind(handle);
      handle.datasync = () => (broken ? Promise.reject(new Error('EIO')) : datasync());
      return handle;
    }) as typeof open;
    const { log: spool, folder } = log({ openFile });
    await spool.append(Buffer.from('kept'));
    broken = true;
    const lost = await Promise.allSettled(['a', 'b'].map((text) => spool.append(Buffer.from(text))));
    expect(lost.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    broken = false;
    await spool.append(Buffer.from('kept too'));
    await spool.roll();
    expect(spool.closed.flatMap(texts)).toEqual(['kept', 'kept too']);
    expect(readdirSync(folder)).toHaveLength(2);
  });

  it('says that it cannot be written where there can be no folder', async () => {
    const file = join(root, 'a file');
    writeFileSync(file, '');
    const { log: spool } = log({ folder: join(file, 'below') });
    await expect(spool.append(Buffer.from('x'))).rejects.toMatchObject({ fault: 'unwritable' });
  });
});
