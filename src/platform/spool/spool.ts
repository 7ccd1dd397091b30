import { createHmac } from 'node:crypto';
import { statSync } from 'node:fs';
import { open, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { DeploymentKeys, Environment } from '../config/index.js';
import { makeFolder } from '../files/index.js';
import { decodeFrame, readSegment, type SegmentContent, segmentKey } from './frame.js';
import { Quarantine } from './quarantine.js';
import { type Place, type Segment, SegmentLog } from './segment-log.js';
import type { RecordParts } from './spool-draft.js';
import { SpoolFolders } from './spool-folders.js';
import { type SpooledKey, SpooledKeys } from './spooled-keys.js';
import { SpoolUnavailable } from './spool-unavailable.js';

/** What waits to be replayed. */
export interface SpoolDepth {
  readonly records: number;
  readonly bytes: number;
  /** When the oldest record was made, in milliseconds since 1970; undefined when none waits. */
  readonly since: number | undefined;
}

/** A closed segment of a folder. */
export interface WaitingSegment extends Segment {
  readonly folder: string;
}

/** A record may carry the answer of a request with an idempotency key. */
export interface AnswerPart extends SpooledKey {
  readonly answer: unknown;
}

const SEGMENT_BYTES = 8 * 1024 * 1024;
const SEGMENT_FILE = /^(\d{8})\.segment$/;

/**
 * Durable records of what was acknowledged while the database was away, until they are replayed into it. Each process
 * writes a folder of its own; folders of dead processes are taken over.
 */
@Injectable()
export class Spool {
  readonly keys = new SpooledKeys();
  readonly quarantine: Quarantine;
  private readonly root: string;
  private readonly folders: SpoolFolders;
  private readonly secret: Buffer;
  private readonly log: SegmentLog;
  private readonly folder = uuidv7();
  private adopted: WaitingSegment[] = [];
  /** Why the last record was not taken; undefined when it was. */
  fault: SpoolUnavailable['fault'] | undefined;

  constructor(
    private readonly environment: Environment,
    keys: DeploymentKeys,
  ) {
    this.root = join(environment.DATA_DIR, 'spool');
    this.folders = new SpoolFolders(this.root);
    this.quarantine = new Quarantine(join(this.root, 'quarantine'));
    this.secret = createHmac('sha256', keys.auditKey).update('spool').digest();
    this.log = new SegmentLog({
      folder: this.folders.path(this.folder),
      keyOf: (segment) => this.keyOf(this.folder, segment),
      segmentBytes: SEGMENT_BYTES,
      room: () => environment.SPOOL_LIMIT_BYTES - this.depth().bytes,
      prepare: () => Promise.resolve(this.folders.make(this.folder)),
    });
  }

  /**
   * Keeps a record; resolves when it is on the disk.
   * @throws SpoolUnavailable when it is full or cannot be written.
   */
  async append(parts: RecordParts): Promise<Place> {
    try {
      const place = await this.log.append(Buffer.from(JSON.stringify(parts)));
      this.fault = undefined;
      return place;
    } catch (error) {
      if (error instanceof SpoolUnavailable) this.fault = error.fault;
      throw error;
    }
  }

  depth(): SpoolDepth {
    const all = [...this.adopted, ...this.log.segments];
    const sum = (of: (segment: Segment) => number): number => all.reduce((total, segment) => total + of(segment), 0);
    const since = all.length === 0 ? undefined : Math.min(...all.map((segment) => segment.since));
    return { records: sum(({ records }) => records), bytes: sum(({ bytes }) => bytes), since };
  }

  /** Why nothing could be kept now: full, the folder cannot be written, or undefined when all is well. */
  async check(): Promise<SpoolUnavailable['fault'] | undefined> {
    if (this.depth().bytes >= this.environment.SPOOL_LIMIT_BYTES) return 'full';
    try {
      await makeFolder(this.root);
      const probe = join(this.root, `probe.${process.pid}`);
      await (await open(probe, 'w', 0o600)).close();
      await rm(probe, { force: true });
      return undefined;
    } catch {
      return 'unwritable';
    }
  }

  /** Writes what is under way and leaves the rest to the next process. */
  async close(): Promise<void> {
    await this.log.roll();
    this.folders.close();
  }

  /** Takes over what dead processes left behind, and learns its idempotency keys. */
  async takeOver(): Promise<void> {
    for (const folder of this.folders.takeOver()) {
      const names = (await readdir(this.folders.path(folder))).filter((name) => SEGMENT_FILE.test(name)).sort();
      if (names.length === 0) this.folders.remove(folder);
      for (const name of names) this.adopted.push(await this.adopt(folder, name));
    }
  }

  /** Closed segments in the order of their records; the open one is closed first. */
  async waiting(): Promise<WaitingSegment[]> {
    await this.log.roll();
    return [...this.adopted, ...this.log.closed.map((segment) => ({ ...segment, folder: this.folder }))];
  }

  /** What a segment holds; undefined when somebody took the file away. */
  async read({ path, folder, number }: WaitingSegment): Promise<SegmentContent | undefined> {
    try {
      return readSegment(await readFile(path), this.keyOf(folder, number));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }

  /** Lets go of a segment whose records are in the database. */
  async done(segment: WaitingSegment): Promise<void> {
    await rm(segment.path, { force: true });
    this.keys.forget(segment.path);
    if (segment.folder === this.folder) {
      const at = this.log.closed.findIndex(({ number }) => number === segment.number);
      if (at >= 0) this.log.closed.splice(at, 1);
      return;
    }
    this.adopted = this.adopted.filter(({ path }) => path !== segment.path);
    if (!this.adopted.some(({ folder }) => folder === segment.folder)) this.folders.remove(segment.folder);
  }

  /** The answer that a record of this process or of one before it carries. */
  async answerAt({ path, segment, offset, length }: Place): Promise<unknown> {
    const folder = path.split(/[\\/]/).at(-2) ?? '';
    const handle = await open(path, 'r');
    try {
      const { buffer } = await handle.read(Buffer.alloc(length), 0, length, offset);
      const frame = decodeFrame(buffer, this.keyOf(folder, segment));
      if (!frame) return undefined;
      return (JSON.parse(frame.payload.toString()) as { answer?: AnswerPart }).answer?.answer;
    } finally {
      await handle.close();
    }
  }

  private keyOf(folder: string, segment: number): Buffer {
    return segmentKey(this.secret, folder, segment);
  }

  private async adopt(folder: string, name: string): Promise<WaitingSegment> {
    const path = join(this.folders.path(folder), name);
    const number = Number(SEGMENT_FILE.exec(name)?.[1]);
    const bytes = await readFile(path);
    const { entries } = readSegment(bytes, this.keyOf(folder, number));
    const frames = entries.flatMap((entry) => (entry.kind === 'record' ? [entry] : []));
    for (const { payload, offset } of frames) {
      const { answer } = JSON.parse(payload.toString()) as { answer?: AnswerPart };
      const length = payload.length + 32;
      if (answer) this.keys.keep(answer, { path, segment: number, offset, length });
    }
    const since = statSync(path).birthtimeMs;
    return { folder, number, path, records: frames.length, bytes: bytes.length, since };
  }
}
