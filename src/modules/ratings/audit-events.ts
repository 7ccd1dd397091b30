import { defineAuditEvents } from '../audit/index.js';

declare module '../audit/index.js' {
  interface AuditEvents {
    /** A contract was rated; a dry run is not stored. Stars are half stars as text, null where not rated. */
    'rating.computed': {
      starYear: number;
      stored: boolean;
      source: string;
      rulesetVersion: string;
      partC: string | null;
      partD: string | null;
      overall: string | null;
    };
    /** CMS's tables of a star year were imported. */
    'cms-tables.imported': { starYear: number; contracts: number; measureResults: number };
  }
}

defineAuditEvents({
  'rating.computed': {
    entityType: 'rating',
    fields: {
      starYear: true,
      stored: true,
      source: true,
      rulesetVersion: true,
      partC: true,
      partD: true,
      overall: true,
    },
  },
  'cms-tables.imported': {
    entityType: 'cms-tables',
    fields: { starYear: true, contracts: true, measureResults: true },
  },
});
