import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DeploymentKeys } from '../../../platform/config/index.js';
import { AuditCodes } from './audit-codes.js';
import { type AuditRow, canonicalJson, canonicalRow, storableText } from './canonical.js';

const row: AuditRow = {
  id: '01890a5d-ac96-774b-bcce-b302099a8057',
  occurredAt: new Date('2026-01-02T03:04:05.678Z'),
  actor: 'key:1',
  event: 'rating.computed',
  entityType: 'rating',
  entityId: 'r1',
  contractId: 'H1234',
  outcome: 'succeeded',
  requestId: 'q1',
  before: null,
  after: { stars: 4 },
};

describe('canonical form of an audit row', () => {
  it('does not depend on the order of keys', () => {
    expect(canonicalJson({ b: 1, a: { d: 2, c: 3 } })).toBe('{"a":{"c":3,"d":2},"b":1}');
  });

  it.each([
    [undefined, 'null'],
    [-0, '0'],
    [Number.NaN, 'null'],
    [10n, '"10"'],
    [new Date(0), '"1970-01-01T00:00:00.000Z"'],
    [{ a: undefined, b: null }, '{"b":null}'],
    [() => 1, 'null'],
    ['a\0\ud800b', '"a\uFFFD\uFFFDb"'],
  ])('writes %s as %s', (value, expected) => {
    expect(canonicalJson(value)).toBe(expected);
  });

  it('leaves whole characters alone', () => {
    expect(storableText('a😀é')).toBe('a😀é');
  });

  it('is a fixed point: what it writes reads back to the same text', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => canonicalJson(JSON.parse(canonicalJson(value))) === canonicalJson(value)),
    );
  });

  it.each(Object.keys(row) as (keyof AuditRow)[])('differs when %s differs', (field) => {
    const other = {
      ...row,
      [field]: field === 'occurredAt' ? new Date(0) : field === 'after' ? { stars: 5 } : 'other',
    };
    expect(canonicalRow(other as AuditRow)).not.toBe(canonicalRow(row));
  });

  it('codes of another key, or of another use, never fit', () => {
    const codes = new AuditCodes(new DeploymentKeys('m', 'k'.repeat(64), ''));
    const others = new AuditCodes(new DeploymentKeys('m', 'l'.repeat(64), ''));
    expect(codes.row(row).equals(others.row(row))).toBe(false);
    const end = { seq: 1n, chain: Buffer.alloc(32) };
    const anchor = { ...end, droppedBefore: row.occurredAt, rowCount: 1n, createdAt: row.occurredAt };
    expect(codes.head(end).equals(codes.anchor(anchor))).toBe(false);
    const link = {
      seq: 1n,
      auditId: row.id,
      occurredAt: row.occurredAt,
      digest: codes.row(row),
      sealedAt: row.occurredAt,
    };
    const hash = codes.link(end.chain, link);
    expect(codes.link(end.chain, { ...link, sealedAt: new Date(0) }).equals(hash)).toBe(false);
    expect(codes.link(end.chain, { ...link, occurredAt: new Date(0) }).equals(hash)).toBe(false);
  });
});
