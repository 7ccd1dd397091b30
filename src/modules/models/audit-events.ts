import { defineAuditEvents } from '../audit/index.js';

declare module '../audit/index.js' {
  interface AuditEvents {
    /** A version of a model was uploaded. */
    'model.uploaded': { measure: string; version: number; digest: string; format: string };
    /** Training data was taken in and its job put into the queue. */
    'model.training-ordered': { measure: string; bytes: number };
    /** A model was trained; its version is a candidate. */
    'model.trained': { measure: string; version: number; digest: string; chosen: string };
    /** A version became the one that predictions of its measure are made with. */
    'model.promoted': { measure: string; version: number; replaced: string | null };
    /** The version before became active again; null: the shipped one. */
    'model.rolled-back': { measure: string; from: number; to: string | null };
  }
}

defineAuditEvents({
  'model.uploaded': { entityType: 'model', fields: { measure: true, version: true, digest: true, format: true } },
  'model.promoted': { entityType: 'model', fields: { measure: true, version: true, replaced: true } },
  'model.training-ordered': { entityType: 'model', fields: { measure: true, bytes: true } },
  'model.trained': { entityType: 'model', fields: { measure: true, version: true, digest: true, chosen: true } },
  'model.rolled-back': { entityType: 'model', fields: { measure: true, from: true, to: true } },
});
