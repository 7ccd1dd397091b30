import { defineAuditEvents } from '../audit/index.js';

declare module '../audit/index.js' {
  interface AuditEvents {
    /** A scenario was simulated, or its job put into the queue. */
    'simulation.created': {
      starYear: number;
      kind: string;
      status: string;
      rulesetVersion: string;
      seed: number | null;
    };
    /** A simulation was deleted. */
    'simulation.deleted': { starYear: number; kind: string };
    /** A forecast was kept in the ledger, to be scored when the actual ratings arrive. */
    'forecast.recorded': { starYear: number; source: string; rulesetVersion: string };
  }
}

defineAuditEvents({
  'simulation.created': {
    entityType: 'simulation',
    fields: { starYear: true, kind: true, status: true, rulesetVersion: true, seed: true },
  },
  'simulation.deleted': { entityType: 'simulation', fields: { starYear: true, kind: true } },
  'forecast.recorded': { entityType: 'forecast', fields: { starYear: true, source: true, rulesetVersion: true } },
});
