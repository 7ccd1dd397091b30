import { Transform, type TransformCallback } from 'node:stream';
import { Problem } from '../problem.js';

/** Compressed bytes from which on the ratio counts. */
const RATIO_FROM = 16_384;

/** The rest of a refused upload is not waited for. */
const CLOSE = { connection: 'close' };

/** Limits of an upload. */
export interface UploadLimits {
  readonly bytes: number;
  /** Largest text size by compressed size. */
  readonly ratio: number;
  /** Longest silence of the client, in milliseconds. */
  readonly silenceMs: number;
}

/** Counts bytes as they pass. */
export class ByteCounter extends Transform {
  bytes = 0;

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.bytes += chunk.length;
    done(null, chunk);
  }
}

/** Lets text pass up to the limits; a compressed upload that unpacks to far more than its size is a bomb. */
export class UploadGuard extends Transform {
  bytes = 0;

  /** @param compressed counts the compressed bytes; undefined for plain text. */
  constructor(
    private readonly limits: UploadLimits,
    private readonly compressed?: ByteCounter,
  ) {
    super();
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.bytes += chunk.length;
    const packed = this.compressed === undefined ? undefined : Math.max(this.compressed.bytes, RATIO_FROM);
    if (packed !== undefined && this.bytes > packed * this.limits.ratio) {
      done(new Problem('body-too-large', 'The compressed file unpacks to far more than its size.', [], CLOSE));
    } else if (this.bytes > this.limits.bytes) {
      done(new Problem('body-too-large', 'The file is larger than an import may be. Split it.', [], CLOSE));
    } else done(null, chunk);
  }
}
