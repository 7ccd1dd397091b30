import { mkdtemp, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CmsFolderError, readCmsFolder } from './cms-folder.js';

let dir = '';
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'cms-folder-'));
});
afterEach(async () => {
  await rm(dir, { recursive: true });
});

const refusal = async (path: string, maxBytes?: number): Promise<CmsFolderError> => {
  const error: unknown = await readCmsFolder(path, maxBytes).then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof CmsFolderError)) throw new Error('expected a CmsFolderError');
  return error;
};

describe('a folder of tables', () => {
  it('is read by name, CSV files only, without subfolders', async () => {
    await mkdir(join(dir, 'older.csv'));
    for (const name of ['b.csv', 'A.CSV', 'notes.txt', 'data.json']) await writeFile(join(dir, name), name);
    const files = await readCmsFolder(dir);
    expect(files.map(({ name, bytes }) => [name, new TextDecoder().decode(bytes)])).toEqual([
      ['A.CSV', 'A.CSV'],
      ['b.csv', 'b.csv'],
    ]);
  });

  it('that is missing is refused by name', async () => {
    const error = await refusal(join(dir, 'nowhere'));
    expect(error.code).toBe('missing');
    expect(error.message).toContain('nowhere');
  });

  it('that is a file is refused', async () => {
    await writeFile(join(dir, 'x'), '');
    expect((await refusal(join(dir, 'x'))).code).toBe('notAFolder');
  });

  it('without CSV files is refused; an archive in it is named', async () => {
    expect((await refusal(dir)).message).toContain('Star Ratings Data Tables');
    await writeFile(join(dir, '2026.zip'), '');
    const error = await refusal(dir);
    expect(error.code).toBe('noTables');
    expect(error.message).toContain('unpack it');
  });

  it('with a file that is too large is refused with its size', async () => {
    await writeFile(join(dir, 'a.csv'), '12345');
    const error = await refusal(dir, 4);
    expect(error.code).toBe('tooLarge');
    expect(error.message).toContain('5 bytes; at most 4');
  });

  it('with a file that cannot be opened is refused', async () => {
    await symlink(join(dir, 'gone'), join(dir, 'a.csv'));
    expect((await refusal(dir)).code).toBe('missing');
    await rm(join(dir, 'a.csv'));
    await symlink(join(dir, 'a.csv'), join(dir, 'a.csv'));
    expect((await refusal(dir)).code).toBe('unreadable');
  });
});
