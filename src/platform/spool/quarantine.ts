import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder, syncFolder } from '../files/index.js';

/** Why a record was set aside: its bytes are not what was written, it is gone, or the database refuses it. */
export type QuarantineReason = 'damaged' | 'missing' | 'refused';

/** What is known of a record that was set aside. Its content stands beside it in a file of its own. */
export interface Quarantined {
  readonly reason: QuarantineReason;
  readonly folder: string;
  readonly segment: number;
  readonly index: number;
  /** SQLSTATE or kind of the refusal; null for damage. */
  readonly code: string | null;
  readonly bytes: number;
  readonly at: string;
}

/** Records that could not be replayed, kept for people to look at: nothing is thrown away silently. */
export class Quarantine {
  constructor(private readonly folder: string) {}

  /** Sets bytes aside. Setting the same ones aside again changes nothing. */
  async keep(facts: Quarantined, content: Buffer): Promise<void> {
    const name = `${facts.folder}-${facts.segment}-${facts.index}`;
    await makeFolder(this.folder);
    await writeFile(join(this.folder, `${name}.record`), content, { mode: 0o600, flush: true });
    await writeFile(join(this.folder, `${name}.json`), JSON.stringify(facts), { mode: 0o600, flush: true });
    await syncFolder(this.folder); // the segment that it stands in is removed next
  }

  /** What was set aside and not dealt with yet. */
  async list(): Promise<Quarantined[]> {
    const names = await readdir(this.folder).catch(() => []);
    const files = names.filter((name) => name.endsWith('.json')).sort();
    return Promise.all(
      files.map(async (name) => JSON.parse(await readFile(join(this.folder, name), 'utf8')) as Quarantined),
    );
  }

  /** The content of a record that was set aside. */
  content({ folder, segment, index }: Quarantined): Promise<Buffer> {
    return readFile(join(this.folder, `${folder}-${segment}-${index}.record`));
  }

  /** Lets go of a record that was dealt with. */
  async release({ folder, segment, index }: Quarantined): Promise<void> {
    const name = join(this.folder, `${folder}-${segment}-${index}`);
    await rm(`${name}.json`, { force: true });
    await rm(`${name}.record`, { force: true });
  }
}
