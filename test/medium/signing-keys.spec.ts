import { jwtVerify } from 'jose';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { IssuerUnavailable, signingKeys } from '../../src/platform/security/signing-keys.js';
import { TestIssuer } from '../support/issuer.js';

describe("an issuer's signing keys", () => {
  let issuer: TestIssuer;
  let now: number;
  beforeEach(async () => {
    issuer = await TestIssuer.start();
    now = 1_000_000;
  });
  afterEach(() => issuer.stop());

  const keys = (cooldownMs = 0) =>
    signingKeys(`${issuer.url}/jwks`, { cooldownMs, refreshMs: 600_000, timeoutMs: 1000, pauseMs: 2000 }, () => now);

  it('are fetched once for many tokens, and once for many unknown keys within the cool-down', async () => {
    const { keyOf } = keys(60_000);
    for (let i = 0; i < 5; i++) await jwtVerify(await issuer.token(), keyOf);
    expect(issuer.fetches).toBe(1);
    for (let i = 0; i < 5; i++) await expect(jwtVerify(await issuer.token({ kid: `k${i}` }), keyOf)).rejects.toThrow();
    expect(issuer.fetches).toBe(1);
  });

  it('are fetched in the background when they are old, and one that is gone is then refused', async () => {
    const { keyOf } = keys(60_000);
    const token = await issuer.token();
    await jwtVerify(token, keyOf);
    issuer.removeKey('first');
    await issuer.addKey('second');
    now += 600_000;
    await jwtVerify(token, keyOf);
    await expect.poll(() => issuer.fetches).toBe(2);
    await expect
      .poll(() =>
        jwtVerify(token, keyOf).then(
          () => 'accepted',
          () => 'refused',
        ),
      )
      .toBe('refused');
    expect(issuer.fetches).toBe(2);
  });

  it('go on while the issuer is away, with a pause between attempts', async () => {
    const { keyOf } = keys();
    const token = await issuer.token();
    await jwtVerify(token, keyOf);
    issuer.status = 503;
    const made = await issuer.token({ kid: 'made-up' });
    await expect(jwtVerify(made, keyOf)).rejects.toBeInstanceOf(IssuerUnavailable);
    const { fetches } = issuer;
    for (let i = 0; i < 5; i++) await expect(jwtVerify(made, keyOf)).rejects.toThrow('no applicable key');
    await jwtVerify(token, keyOf);
    expect(issuer.fetches).toBe(fetches);
    now += 600_000;
    await jwtVerify(token, keyOf);
    await expect.poll(() => issuer.fetches).toBe(fetches + 1);
    await jwtVerify(token, keyOf);
  });

  it('that cannot be had say so, and are asked for again after the pause', async () => {
    const { keyOf } = keys();
    const token = await issuer.token();
    issuer.status = undefined;
    await expect(jwtVerify(token, keyOf)).rejects.toBeInstanceOf(IssuerUnavailable);
    issuer.status = 200;
    await expect(jwtVerify(token, keyOf)).rejects.toBeInstanceOf(IssuerUnavailable);
    now += 2001;
    await jwtVerify(token, keyOf);
  });
});
