import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newKey, parseKey } from './key-format.js';

describe('the format of API keys', () => {
  it('a new key can be taken apart again, to its prefix and the digest of the whole', () => {
    const { text, prefix, digest } = newKey();
    expect(parseKey(text)).toEqual({ prefix, digest });
    expect(digest).toEqual(createHash('sha256').update(text).digest());
  });

  it('is made of letters and digits after sro_, so that a scanner finds it', () => {
    expect(newKey().text).toMatch(/^sro_[0-9A-Za-z]{12}_[0-9A-Za-z]{49}$/);
  });

  it('no two keys are alike', () => {
    const keys = Array.from({ length: 1000 }, () => newKey());
    expect(new Set(keys.map(({ text }) => text)).size).toBe(1000);
    expect(new Set(keys.map(({ prefix }) => prefix)).size).toBe(1000);
  });

  it('any one changed character makes it no key', () => {
    const { text } = newKey();
    fc.assert(
      fc.property(fc.nat(text.length - 1), fc.constantFrom(...'0aZ_-é '), (place, character) => {
        fc.pre(text[place] !== character);
        expect(parseKey(text.slice(0, place) + character + text.slice(place + 1))).toBeUndefined();
      }),
    );
  });

  it('no other text is one', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(parseKey(text)).toBeUndefined();
      }),
    );
    expect(parseKey(`${newKey().text}\n`)).toBeUndefined();
  });
});
