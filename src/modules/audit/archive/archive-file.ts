import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, writeFile } from 'node:fs/promises';
import { pipeline, Readable } from 'node:stream';
import { pipeline as finished } from 'node:stream/promises';
import { StringDecoder } from 'node:string_decoder';
import { createGunzip, createGzip } from 'node:zlib';

/** What a file of compressed lines holds. */
export interface FileFacts {
  readonly rows: number;
  /** Size of the file. */
  readonly bytes: number;
  /** SHA-256 of the file, in hexadecimal. */
  readonly sha256: string;
  /** SHA-256 of the lines without compression, in hexadecimal. */
  readonly contentSha256: string;
}

/** Counts and digests on the way of the bytes. */
class Meter {
  private readonly file = createHash('sha256');
  private readonly content = createHash('sha256');
  private bytes = 0;
  rows = 0;

  compressed = (source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> => this.measure(source, this.file);
  plain = (source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> => this.measure(source, this.content);

  private async *measure(source: AsyncIterable<Buffer>, hash: Meter['file']): AsyncGenerator<Buffer> {
    for await (const chunk of source) {
      hash.update(chunk);
      if (hash === this.file) this.bytes += chunk.length;
      yield chunk;
    }
  }

  facts(): FileFacts {
    const { rows, bytes } = this;
    return { rows, bytes, sha256: this.file.digest('hex'), contentSha256: this.content.digest('hex') };
  }
}

/** Writes lines, compressed, and waits until they are on the disk. Batch by batch: memory does not grow. */
export async function writeLines(path: string, batches: AsyncIterable<readonly string[]>): Promise<FileFacts> {
  const meter = new Meter();
  const chunks = async function* (): AsyncGenerator<Buffer> {
    for await (const lines of batches) {
      meter.rows += lines.length;
      if (lines.length > 0) yield Buffer.from(`${lines.join('\n')}\n`);
    }
  };
  const file = await open(path, 'w', 0o600);
  try {
    const write = (source: AsyncIterable<Buffer>): Promise<void> => writeFile(file, source);
    await finished(Readable.from(chunks()), meter.plain, createGzip(), meter.compressed, write);
    await file.sync();
  } finally {
    await file.close();
  }
  return meter.facts();
}

/** Reads a file of compressed lines; its facts are known once all lines are read. */
export class LineReader {
  private readonly meter = new Meter();

  constructor(private readonly path: string) {}

  /** @throws Error when the file is absent, cut short or damaged. */
  async *lines(): AsyncGenerator<string> {
    const plain = pipeline(
      createReadStream(this.path),
      this.meter.compressed,
      createGunzip(),
      this.meter.plain,
      () => undefined, // an error ends the loop below
    ) as unknown as AsyncIterable<Buffer>;
    const decoder = new StringDecoder('utf8');
    let rest = '';
    for await (const chunk of plain) {
      const lines = (rest + decoder.write(chunk)).split('\n');
      rest = lines.pop() ?? '';
      this.meter.rows += lines.length;
      yield* lines;
    }
  }

  /** Facts of what was read. To be called once, after the last line. */
  facts(): FileFacts {
    return this.meter.facts();
  }
}

/** Reads a whole file for its facts alone. */
export async function factsOfFile(path: string): Promise<FileFacts> {
  const reader = new LineReader(path);
  const lines = reader.lines();
  while ((await lines.next()).done !== true);
  return reader.facts();
}
