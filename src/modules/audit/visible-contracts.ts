import type { Principal } from '../../platform/security/index.js';

/** Contracts whose rows a reader may see; null for all. Nobody known sees nothing. */
export function visibleContracts(principal: Principal | undefined): ReadonlySet<string> | null {
  return principal === undefined ? new Set() : principal.contracts;
}
