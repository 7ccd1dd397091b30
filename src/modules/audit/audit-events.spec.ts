import { describe, expect, it } from 'vitest';
import { allowedFields, auditEventDefinition, defineAuditEvents } from './audit-events.js';

declare module './index.js' {
  interface AuditEvents {
    'test.counted': { count: number };
  }
}

describe('audit events', () => {
  it('a module adds its own, and may be loaded twice', () => {
    const events = { 'test.counted': { entityType: 'test', fields: { count: true } } } as const;
    defineAuditEvents(events);
    defineAuditEvents(events);
    expect(auditEventDefinition('test.counted')).toEqual({ entityType: 'test', fields: ['count'] });
  });

  it('keeps the listed fields only', () => {
    expect(allowedFields('test.counted', { count: 3, memberId: 'secret' })).toEqual({ count: 3 });
    expect(allowedFields('test.counted', {})).toEqual({});
    expect(allowedFields('test.counted', undefined)).toBeNull();
  });

  it('refuses two meanings of one event, and an event without a meaning', () => {
    expect(() => defineAuditEvents({ 'test.counted': { entityType: 'other', fields: { count: true } } })).toThrow(
      'twice',
    );
    expect(() => auditEventDefinition('test.unknown')).toThrow('not defined');
  });
});
