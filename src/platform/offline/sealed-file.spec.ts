import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SealedFile } from './sealed-file.js';

describe('a sealed file', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'stars-sealed-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const key = Buffer.alloc(32, 1);

  it('gives back what was written, to its owner only', async () => {
    const path = join(folder, 'below', 'keys');
    const file = new SealedFile(path, key, 'keys');
    expect(file.read()).toBeUndefined();
    await file.write(Buffer.from('content'));
    expect(file.read()?.toString()).toBe('content');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(folder, 'below'))).toEqual(['keys']);
  });

  it('counts as absent when it was changed, cut, swapped, or sealed with another key', async () => {
    const path = join(folder, 'models');
    const file = new SealedFile(path, key, 'models');
    await file.write(Buffer.from('content'));
    const good = readFileSync(path);
    const added = Buffer.concat([good, Buffer.from('x')]);
    for (const bad of [added, good.subarray(0, 35), good.subarray(0, 3), Buffer.alloc(0)]) {
      writeFileSync(path, bad);
      expect(file.read()).toBeUndefined();
    }
    writeFileSync(path, good);
    expect(new SealedFile(path, Buffer.alloc(32, 2), 'models').read()).toBeUndefined();
    expect(new SealedFile(path, key, 'keys').read()).toBeUndefined();
    expect(file.read()?.toString()).toBe('content');
  });
});
