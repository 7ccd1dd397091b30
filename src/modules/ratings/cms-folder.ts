import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { CmsFile } from '../../core/cms-tables/index.js';

/** The largest file that is read. CMS's largest table of 2026 has 0.5 MB. */
export const MAX_FILE_BYTES = 64 * 1024 * 1024;

/** Why a folder of CMS tables cannot be read. */
export type CmsFolderCode = 'missing' | 'notAFolder' | 'noTables' | 'tooLarge' | 'unreadable';

/** A folder of CMS tables that cannot be read; the message says what to do. */
export class CmsFolderError extends Error {
  constructor(
    readonly code: CmsFolderCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'CmsFolderError';
  }
}

function explained(error: unknown, dir: string): CmsFolderError {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') return new CmsFolderError('missing', `There is no "${dir}".`, { cause: error });
  if (code === 'ENOTDIR')
    return new CmsFolderError('notAFolder', `"${dir}" is a file; name the folder that holds the CSV tables.`, {
      cause: error,
    });
  return new CmsFolderError('unreadable', `"${dir}" cannot be read${typeof code === 'string' ? ` (${code})` : ''}.`, {
    cause: error,
  });
}

async function fileNames(dir: string): Promise<string[]> {
  try {
    const entries = await readdir(dir, { withFileTypes: true });
    return entries
      .filter((entry) => !entry.isDirectory())
      .map((entry) => entry.name)
      .sort();
  } catch (error) {
    throw explained(error, dir);
  }
}

async function fileBytes(path: string, maxBytes: number): Promise<Uint8Array> {
  try {
    const { size } = await stat(path);
    if (size > maxBytes) {
      throw new CmsFolderError(
        'tooLarge',
        `"${path}" has ${size} bytes; at most ${maxBytes} are read. CMS's tables are far smaller.`,
      );
    }
    return await readFile(path);
  } catch (error) {
    throw error instanceof CmsFolderError ? error : explained(error, path);
  }
}

/**
 * The CSV files of a folder, not of its subfolders, by name.
 * Throws a {@link CmsFolderError} where the folder is missing, holds no CSV file, or a file is too large.
 */
export async function readCmsFolder(dir: string, maxBytes = MAX_FILE_BYTES): Promise<CmsFile[]> {
  const names = await fileNames(dir);
  const tables = names.filter((name) => /\.csv$/i.test(name));
  if (tables.length === 0) {
    const packed = names.some((name) => /\.(zip|xlsx?)$/i.test(name));
    const hint = packed
      ? 'It holds an archive or a workbook: unpack it, or save the sheets as CSV.'
      : 'Unpack the "Star Ratings Data Tables" archive of CMS there.';
    throw new CmsFolderError('noTables', `"${dir}" holds no CSV file. ${hint}`);
  }
  const files: CmsFile[] = [];
  for (const name of tables) files.push({ name, bytes: await fileBytes(join(dir, name), maxBytes) });
  return files;
}
