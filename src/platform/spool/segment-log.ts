import { type FileHandle, open } from 'node:fs/promises';
import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makeFolder, syncFolder } from '../files/index.js';
import { encodeFrame } from './frame.js';
import { SpoolUnavailable } from './spool-unavailable.js';

/** Where a record stands. */
export interface Place {
  readonly path: string;
  readonly segment: number;
  readonly offset: number;
  readonly length: number;
}

/** A segment that nothing is added to any more, or the open one. */
export interface Segment {
  readonly number: number;
  readonly path: string;
  records: number;
  bytes: number;
  /** When its first record was written, in milliseconds since 1970. */
  readonly since: number;
}

/** How a log of segments is kept. */
export interface SegmentLogOptions {
  readonly folder: string;
  /** Key of a segment by its number. */
  readonly keyOf: (segment: number) => Buffer;
  /** A segment is closed when it has grown to this. */
  readonly segmentBytes: number;
  /** Bytes that may still be written. */
  readonly room: () => number;
  /** Called once, before the folder and the first segment are made. */
  readonly prepare?: () => Promise<void>;
  readonly openFile?: typeof open;
}

interface Waiting {
  readonly payload: Buffer;
  readonly resolve: (place: Place) => void;
  readonly reject: (error: SpoolUnavailable) => void;
}

const fileName = (segment: number): string => `${String(segment).padStart(8, '0')}.segment`;

/**
 * Append-only segment files. Records that arrive while others are being written share the next write and the next
 * `fdatasync` (group commit): each is acknowledged when it is on the disk, and a crowd waits no longer than one.
 */
export class SegmentLog {
  readonly closed: Segment[] = [];
  private waiting: Waiting[] = [];
  private waitingBytes = 0;
  private draining: Promise<void> | undefined;
  private current: (Segment & { readonly handle: FileHandle; readonly key: Buffer }) | undefined;
  private last = 0;
  private prepared = false;
  private rolling = false;

  constructor(private readonly options: SegmentLogOptions) {}

  /** Segments with records, oldest first, the open one last. */
  get segments(): readonly Segment[] {
    return this.current && this.current.records > 0 ? [...this.closed, this.current] : this.closed;
  }

  /**
   * Writes a record; resolves when it is durable.
   * @throws SpoolUnavailable when there is no room or the disk does not take it: then it may or may not be there.
   */
  append(payload: Buffer): Promise<Place> {
    if (this.waitingBytes + payload.length > this.options.room()) {
      return Promise.reject(new SpoolUnavailable('full'));
    }
    return new Promise((resolve, reject) => {
      this.waiting.push({ payload, resolve, reject });
      this.waitingBytes += payload.length;
      this.drain();
    });
  }

  /** Closes the open segment, so that it can be replayed; the next record opens another one. */
  async roll(): Promise<void> {
    this.rolling = true;
    while (this.rolling) {
      this.drain();
      await this.draining;
    }
  }

  private drain(): void {
    this.draining ??= this.write().finally(() => {
      this.draining = undefined;
      if (this.waiting.length > 0 || this.rolling) this.drain();
    });
  }

  private async write(): Promise<void> {
    while (this.waiting.length > 0) {
      const batch = this.waiting;
      this.waiting = [];
      this.waitingBytes = 0;
      try {
        const places = await this.together(batch.map(({ payload }) => payload));
        batch.forEach(({ resolve }, i) => resolve(places[i]));
      } catch {
        await this.abandon();
        for (const { reject } of batch) reject(new SpoolUnavailable('unwritable'));
      }
      if (this.current && this.current.bytes >= this.options.segmentBytes) await this.close();
    }
    if (this.rolling) {
      await this.close();
      this.rolling = false;
    }
  }

  private async together(payloads: readonly Buffer[]): Promise<Place[]> {
    const segment = (this.current ??= await this.next());
    const frames = payloads.map((payload, i) => encodeFrame(segment.key, segment.records + i, payload));
    await segment.handle.appendFile(Buffer.concat(frames));
    await segment.handle.datasync();
    return frames.map(({ length }) => {
      const place = { path: segment.path, segment: segment.number, offset: segment.bytes, length };
      segment.records++;
      segment.bytes += length;
      return place;
    });
  }

  private async next(): Promise<Segment & { readonly handle: FileHandle; readonly key: Buffer }> {
    const { folder, keyOf, openFile = open, prepare } = this.options;
    if (!this.prepared) {
      await makeFolder(dirname(folder));
      await prepare?.();
      await makeFolder(folder);
      await syncFolder(dirname(folder));
      this.prepared = true;
    }
    const number = ++this.last;
    const path = join(folder, fileName(number));
    const handle = await openFile(path, 'ax', 0o600);
    await syncFolder(folder);
    return { number, path, handle, key: keyOf(number), records: 0, bytes: 0, since: Date.now() };
  }

  /** After a failed write: keeps what was acknowledged, cuts off what was not. */
  private async abandon(): Promise<void> {
    await this.current?.handle.truncate(this.current.bytes).catch(() => undefined); // else it is a torn end
    await this.close();
  }

  private async close(): Promise<void> {
    const segment = this.current;
    if (!segment) return;
    const { number, path, records, bytes, since } = segment;
    this.current = undefined;
    if (records > 0) this.closed.push({ number, path, records, bytes, since }); // at once: it is counted all the time
    await segment.handle.close().catch(() => undefined); // what was acknowledged is on the disk
    if (records === 0) await rm(path, { force: true }).catch(() => undefined);
  }
}
