import { setFlagsFromString } from 'node:v8';

/**
 * Keeps V8 from allocating straight among the old objects what survived often for a while, as in an import. A row of an
 * answer that is allocated there lives until the next full collection, and so does all that it refers to: each collection
 * of young objects then copied every row since, for 10 ms where it takes 2 (ADR 13). To be called before there is load.
 */
export function keepAllocationsYoung(): void {
  setFlagsFromString('--no-allocation-site-pretenuring');
}
