import { createLocalJWKSet, createRemoteJWKSet, errors, type JWTVerifyGetKey } from 'jose';

/** The issuer's signing keys cannot be had, so that nothing can be said of a token. */
export class IssuerUnavailable extends Error {
  override name = 'IssuerUnavailable';
}

/** Times of the key set, in milliseconds. */
export interface SigningKeyTimes {
  /** Least time between two fetches on account of an unknown key id. */
  readonly cooldownMs: number;
  /** Age at which the set is fetched anew in the background. */
  readonly refreshMs: number;
  /** Longest wait for the issuer. */
  readonly timeoutMs: number;
  /** Pause after a failed fetch. */
  readonly pauseMs: number;
}

/** A key set that is fetched now and then, and stays in use while its issuer is away. */
export interface SigningKeys {
  /** @throws IssuerUnavailable, or jose's errors for a key that the set does not hold. */
  readonly keyOf: JWTVerifyGetKey;
}

/**
 * The issuer's keys (JWKS). Fetched at the first token, in the background when old, and when a token names a key that
 * is not in the set, at most once per cool-down: made-up key ids cannot be used to storm the issuer.
 */
export function signingKeys(url: string, times: SigningKeyTimes, now: () => number = Date.now): SigningKeys {
  const remote = createRemoteJWKSet(new URL(url), {
    cooldownDuration: times.cooldownMs,
    cacheMaxAge: Infinity,
    timeoutDuration: times.timeoutMs,
  });
  let triedAt = -Infinity;
  let failedAt = -Infinity;

  const failed = (): void => {
    failedAt = now();
  };
  const refreshInBackground = (): void => {
    if (now() - triedAt < times.refreshMs) return;
    triedAt = now();
    remote.reload().catch(failed);
  };

  const keyOf: JWTVerifyGetKey = async (header, token) => {
    const held = remote.jwks();
    if (held) refreshInBackground();
    else triedAt = now();
    if (now() - failedAt < times.pauseMs) {
      if (!held) throw new IssuerUnavailable('the signing keys cannot be fetched');
      return createLocalJWKSet(held)(header, token);
    }
    try {
      return await remote(header, token);
    } catch (error) {
      if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys) throw error;
      if (error instanceof errors.JOSENotSupported) throw error;
      failed();
      throw new IssuerUnavailable('the signing keys cannot be fetched', { cause: error });
    }
  };
  return { keyOf };
}
