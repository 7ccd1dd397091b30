import { Problem } from './problem.js';

/** The entity tag of a row's version. */
export const etagOf = (version: number): string => `"${version}"`;

/**
 * The version that `If-Match` asks for; undefined for `*`.
 * @throws Problem 412 when the header is absent or is not a tag of this service.
 */
export function versionOf(ifMatch: string | undefined): number | undefined {
  if (ifMatch === '*') return undefined;
  const [, version] = /^"(\d{1,9})"$/.exec(ifMatch ?? '') ?? [];
  if (version === undefined) {
    throw new Problem('precondition-failed', 'Send If-Match with the ETag of the resource as it was read.', [
      { pointer: 'If-Match', code: 'if-match', message: 'The ETag of the resource, or * to change it in any state.' },
    ]);
  }
  return Number(version);
}

/** @throws Problem 412 when the row has moved on from the version that was asked for. */
export function checkVersion(wanted: number | undefined, present: number): void {
  if (wanted !== undefined && wanted !== present) {
    throw new Problem('precondition-failed', 'The resource has changed since it was read. Read it again.');
  }
}
