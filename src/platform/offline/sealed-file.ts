import { createHmac, timingSafeEqual } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

const CODE_BYTES = 32;

/**
 * A file that only this deployment can have written: its content stands behind an HMAC over content and name. It is
 * replaced whole, readable by its owner only; one that was changed, swapped or cut short counts as absent.
 */
export class SealedFile {
  constructor(
    private readonly path: string,
    private readonly key: Buffer,
    private readonly name: string,
  ) {}

  read(): Buffer | undefined {
    let bytes: Buffer;
    try {
      bytes = readFileSync(this.path);
    } catch {
      return undefined;
    }
    if (bytes.length < CODE_BYTES) return undefined;
    const content = bytes.subarray(CODE_BYTES);
    return timingSafeEqual(bytes.subarray(0, CODE_BYTES), this.code(content)) ? content : undefined;
  }

  async write(content: Buffer): Promise<void> {
    const draft = `${this.path}.${process.pid}`;
    try {
      mkdirSync(dirname(this.path), { recursive: true, mode: 0o700 });
      await writeFile(draft, Buffer.concat([this.code(content), content]), { mode: 0o600, flush: true });
      await rename(draft, this.path);
    } finally {
      await rm(draft, { force: true });
    }
  }

  private code(content: Buffer): Buffer {
    return createHmac('sha256', this.key).update(`${this.name}\n`).update(content).digest();
  }
}
