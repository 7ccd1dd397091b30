import { existsSync, linkSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const OWNER = 'owner';

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Folders that this process keeps at present. */
const KEPT = new Set<string>();

/** Whether a living process keeps a folder. One with our own number may be a former one: numbers are used again. */
function isKept(folder: string): boolean {
  try {
    const pid = Number(readFileSync(join(folder, OWNER), 'utf8'));
    return pid > 0 && (pid === process.pid ? KEPT.has(folder) : isAlive(pid));
  } catch {
    return false;
  }
}

/** Each process keeps a folder of its own below the root, named by an id; those of dead processes are taken over. */
export class SpoolFolders {
  /** Folders that this process has made or taken over. */
  private readonly own = new Set<string>();

  constructor(readonly root: string) {}

  path(id: string): string {
    return join(this.root, id);
  }

  /** Makes a folder that is this process's own. It appears with its owner's mark: without, others would take it over. */
  make(id: string): void {
    this.keep(id);
    const isThere = existsSync(this.path(id));
    const folder = isThere ? this.path(id) : `${this.path(id)}.new`;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(join(folder, OWNER), String(process.pid), { mode: 0o600 });
    if (!isThere) renameSync(folder, this.path(id));
  }

  /** Takes over the folders that no living process keeps, oldest first. Of several processes, one gets each. */
  takeOver(): string[] {
    if (!existsSync(this.root)) return [];
    const ids = readdirSync(this.root).filter((name) => UUID.test(name) && !this.own.has(name));
    return ids.sort().filter((id) => this.claim(id));
  }

  /** Removes a folder with nothing in it but its owner's mark. */
  remove(id: string): void {
    this.letGo(id);
    rmSync(this.path(id), { recursive: true, force: true });
  }

  /** At the end, whoever comes next may take over what is left. */
  close(): void {
    for (const id of [...this.own]) this.letGo(id);
  }

  private keep(id: string): void {
    this.own.add(id);
    KEPT.add(this.path(id));
  }

  private letGo(id: string): void {
    this.own.delete(id);
    KEPT.delete(this.path(id));
  }

  private claim(id: string): boolean {
    const folder = this.path(id);
    if (isKept(folder)) return false;
    const mark = join(folder, OWNER);
    const mine = join(folder, `${OWNER}.${process.pid}`);
    try {
      if (existsSync(mark)) renameSync(mark, mine); // only one of several processes still finds it
      writeFileSync(mine, String(process.pid), { mode: 0o600 });
      linkSync(mine, mark);
    } catch {
      return false;
    } finally {
      rmSync(mine, { force: true });
    }
    this.keep(id);
    return true;
  }
}
