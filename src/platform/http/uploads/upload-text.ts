import { finished, pipeline, type Readable, type Transform } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { Problem } from '../problem.js';
import { ByteCounter, UploadGuard, type UploadLimits } from './upload-guard.js';

/** The rest of a refused upload is not waited for: the connection ends with the answer. */
const HANG_UP = { connection: 'close' };

/** Codes of a client that hung up or of compressed data that ends too soon or is none. */
function refusal(error: unknown): unknown {
  const { code } = error as { code?: string };
  if (error instanceof Problem) return error;
  if (code?.startsWith('Z_')) return new Problem('bad-request', 'The body is not gzip, or it is cut off.', [], HANG_UP);
  if (code === 'ECONNRESET' || code === 'ERR_STREAM_PREMATURE_CLOSE') {
    return new Problem('bad-request', 'The upload was cut off. Nothing of it was kept.');
  }
  return error;
}

/** Lets a body through to a stage; the body itself stays open when the stage fails, so that the refusal can be sent. */
function lead(body: Readable, stage: Transform): void {
  finished(body, { writable: false }, (error) => {
    if (error) stage.destroy(error);
  });
  body.pipe(stage);
}

/**
 * The text of an upload, piece by piece, as fast as it is taken.
 * @throws Problem when it is cut off, no gzip, too large, or silent for too long.
 */
export async function* uploadText(
  body: Readable,
  gzip: boolean,
  limits: UploadLimits,
  onEnd: (bytes: number) => void,
): AsyncGenerator<string> {
  const packed = gzip ? new ByteCounter() : undefined;
  const guard = new UploadGuard(limits, packed);
  const silence = setTimeout(
    () => guard.destroy(new Problem('request-timeout', 'The upload was silent for too long.', [], HANG_UP)),
    limits.silenceMs,
  );
  if (packed) pipeline([packed, createGunzip(), guard], () => undefined); // an error of any stage ends the loop below
  lead(body, packed ?? guard);
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  try {
    for await (const chunk of guard as AsyncIterable<Buffer>) {
      silence.refresh();
      yield decoder.decode(chunk, { stream: true });
    }
    yield decoder.decode();
    onEnd(guard.bytes);
  } catch (error) {
    throw refusal(error);
  } finally {
    clearTimeout(silence);
    body.unpipe();
    body.resume(); // what still comes is dropped
    packed?.destroy();
    guard.destroy();
  }
}
