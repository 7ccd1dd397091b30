import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { Problem } from '../../platform/http/index.js';
import { ByteCounter, UploadGuard, type UploadLimits } from './upload-guard.js';

/** Longest silence of a client in the middle of an upload. */
const SILENCE_MS = 60_000;

/** Codes of a client that hung up or of compressed data that ends too soon or is none. */
function refusal(error: unknown): unknown {
  const { code } = error as { code?: string };
  if (error instanceof Problem) return error;
  if (code?.startsWith('Z_')) return new Problem('bad-request', 'The body is not gzip, or it is cut off.');
  if (code === 'ECONNRESET' || code === 'ERR_STREAM_PREMATURE_CLOSE') {
    return new Problem('bad-request', 'The upload was cut off. Nothing of it was kept.');
  }
  return error;
}

/**
 * The text of an upload, piece by piece, as fast as it is taken.
 * @throws Problem when it is cut off, no gzip, too large, or silent for a minute.
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
    () => body.destroy(new Problem('request-timeout', 'The upload was silent for a minute.')),
    SILENCE_MS,
  );
  const stages = packed ? [body, packed, createGunzip(), guard] : [body, guard];
  pipeline(stages, () => undefined); // an error of any stage ends the loop below
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
    guard.destroy();
  }
}
