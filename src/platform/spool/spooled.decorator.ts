import { SetMetadata } from '@nestjs/common';

const SPOOLED_METADATA = 'spool:spooled';

/**
 * A handler that goes on without the database: what it would store goes into the spool and is replayed later. It takes
 * its ids and times from the draft (`spoolDraft`), and asks `spoolingDraft` where its rows go.
 */
export const Spooled = (): MethodDecorator => SetMetadata(SPOOLED_METADATA, true);

export const isSpooled = (handler: object): boolean => Reflect.getMetadata(SPOOLED_METADATA, handler) === true;
