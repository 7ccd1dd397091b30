import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SegmentLog } from './segment-log.js';
import { SpoolFolders } from './spool-folders.js';

const ID = '01890000-0000-7000-8000-000000000001';

describe('folders of a spool', () => {
  let root: string;
  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), 'stars-folders-'));
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  it('appear with the mark of their owner, so that nobody takes them over before', async () => {
    const folders = new SpoolFolders(join(root, 'spool'));
    const folder = folders.path(ID);
    let wasThere = true;
    const prepare = (): Promise<void> => {
      wasThere = existsSync(folder);
      return Promise.resolve(folders.make(ID));
    };
    const log = new SegmentLog({ folder, keyOf: () => Buffer.alloc(32), segmentBytes: 1e6, room: () => 1e9, prepare });
    await log.append(Buffer.from('x'));
    expect(wasThere).toBe(false);
    expect(readdirSync(folders.root)).toEqual([ID]);
    expect(readdirSync(folder)).toEqual(['00000001.segment', 'owner']);
    await log.roll();
    expect(new SpoolFolders(folders.root).takeOver()).toEqual([]);
  });

  it('are marked again where they are there', () => {
    const folders = new SpoolFolders(join(root, 'again'));
    folders.make(ID);
    folders.make(ID);
    expect(readFileSync(join(folders.path(ID), 'owner'), 'utf8')).toBe(String(process.pid));
    folders.close();
    expect(new SpoolFolders(folders.root).takeOver()).toEqual([ID]);
  });
});
