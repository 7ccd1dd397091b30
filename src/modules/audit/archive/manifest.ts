import { open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { PartitionedTable } from '../../../platform/database/index.js';
import { canonicalJson } from '../chain/canonical.js';
import { type AuditCodes, sameCode } from '../chain/index.js';
import type { FileFacts } from './archive-file.js';

const FORMAT = 'log-archive-1';

/** What stands beside an archive: enough to check it without the database. */
export interface Manifest extends FileFacts {
  readonly format: typeof FORMAT;
  readonly file: string;
  readonly source: PartitionedTable;
  /** Month of the rows (UTC), such as `2019-10`. */
  readonly month: string;
  /** First and last link of the chain among the rows; null for `api_logs`. */
  readonly firstSeq: string | null;
  readonly lastSeq: string | null;
  readonly archivedAt: string;
  /** HMAC over all of the above under the deployment's audit key, in hexadecimal. */
  readonly mac: string;
}

/** Names of an archive's file and of its manifest. Part 2 and later hold rows that came after part 1 was dropped. */
export function archiveNames(partition: string, part: number): { file: string; manifest: string } {
  const name = part === 1 ? partition : `${partition}.${part}`;
  return { file: `${name}.ndjson.gz`, manifest: `${name}.manifest.json` };
}

export const manifestOf = (file: string): string => file.replace(/\.ndjson\.gz$/, '.manifest.json');

/** Adds the code to a manifest. */
export function signed(facts: Omit<Manifest, 'mac' | 'format'>, codes: AuditCodes): Manifest {
  const unsigned = { format: FORMAT, ...facts } as const;
  return { ...unsigned, mac: codes.archive(canonicalJson(unsigned)).toString('hex') };
}

/** Whether the manifest is one of this deployment, unchanged. */
export function isGenuine({ mac, ...unsigned }: Manifest, codes: AuditCodes): boolean {
  return sameCode(Buffer.from(mac, 'hex'), codes.archive(canonicalJson(unsigned)));
}

/** The manifest of that name, or undefined when there is none that can be read. */
export async function readManifest(dir: string, name: string): Promise<Manifest | undefined> {
  try {
    const parsed = JSON.parse(await readFile(join(dir, name), 'utf8')) as Manifest;
    return typeof parsed.mac === 'string' && parsed.format === FORMAT ? parsed : undefined;
  } catch {
    return undefined;
  }
}

/** Puts a manifest on the disk, whole or not at all. */
export async function writeManifest(dir: string, name: string, manifest: Manifest): Promise<void> {
  const file = await open(join(dir, `${name}.part`), 'w', 0o600);
  try {
    await file.writeFile(`${JSON.stringify(manifest, null, 2)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(join(dir, `${name}.part`), join(dir, name));
}
