import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DeploymentKeys } from '../../platform/config/index.js';
import { hexHmac, MemberHasher } from './member-hasher.js';

const text = fc.string({ unit: 'binary', maxLength: 400 });

describe('hashes of member ids', () => {
  it('are HMAC-SHA-256, whatever the length of key and id', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 100 }), fc.array(text, { minLength: 1, maxLength: 5 }), (key, ids) => {
        const hash = hexHmac(key);
        expect(ids.map(hash)).toEqual(ids.map((id) => createHmac('sha256', key).update(id).digest('hex')));
      }),
    );
  });

  it('are the same as bytes and hexadecimal, under one key or several', () => {
    const [a, b] = ['a'.repeat(40), 'b'.repeat(40)];
    for (const memberHashKey of [a, `${a},${b}`]) {
      const hasher = new MemberHasher({ memberHashKey } as DeploymentKeys);
      expect(hasher.hexOfRawId('M-1')).toEqual(hasher.ofRawId('M-1').map((hash) => hash.toString('hex')));
    }
  });
});
