import { describe, expect, it } from 'vitest';
import { toOpenApi31 } from './to-openapi-31.js';

describe('OpenAPI 3.1', () => {
  it('says null as a type', () => {
    expect(toOpenApi31({ type: 'string', nullable: true })).toEqual({ type: ['string', 'null'] });
    expect(toOpenApi31({ type: 'string', nullable: false })).toEqual({ type: 'string' });
  });

  it('allows null beside the values of an enum, in a steady order', () => {
    const schema = toOpenApi31({ type: 'string', enum: ['b', 'a'], nullable: true });
    expect(schema).toEqual({ type: ['string', 'null'], enum: ['a', 'b', null] });
  });

  it('says a nullable reference as an alternative', () => {
    const schema = toOpenApi31({ description: 'd', allOf: [{ $ref: '#/x' }], nullable: true });
    expect(schema).toEqual({ description: 'd', anyOf: [{ $ref: '#/x' }, { type: 'null' }] });
  });

  it('changes nothing else', () => {
    const document = { paths: { '/a': { get: { tags: ['x'], parameters: [{ name: 'n', in: 'query' }] } } } };
    expect(toOpenApi31(document)).toEqual(document);
  });
});
