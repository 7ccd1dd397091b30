/** Why the spool takes no record: it has reached its size, or the disk does not take it. */
export type SpoolFault = 'full' | 'unwritable';

/** A record could not be kept. Nothing may be acknowledged. */
export class SpoolUnavailable extends Error {
  override name = 'SpoolUnavailable';

  constructor(readonly fault: SpoolFault) {
    super(`the spool is ${fault}`);
  }
}
