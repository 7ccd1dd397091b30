import { createHash } from 'node:crypto';

let count = 0;

/** A raw member id that no other test uses. */
export const rawMemberId = (): string => `M-${process.pid}-${++count}`;

/** A well-formed member hash that belongs to nobody. */
export const strangerHash = (): string => createHash('sha256').update(`stranger ${++count}`).digest('hex');
