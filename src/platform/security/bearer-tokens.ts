import { Injectable } from '@nestjs/common';
import { errors, jwtVerify } from 'jose';
import { Environment } from '../config/index.js';
import type { Principal } from './principal.js';
import { type SigningKeys, signingKeys } from './signing-keys.js';
import { principalFromClaims, UnreadableClaim } from './token-claims.js';

/** Signatures by a private key only: with a shared secret, whoever can check a token could also make one. */
const ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
];

/** Longest token that is looked at. */
const LONGEST_TOKEN = 8192;

/** Checks bearer tokens of the configured OIDC issuer. Needs no database. */
@Injectable()
export class BearerTokens {
  private readonly keys: SigningKeys | undefined;

  constructor(private readonly environment: Environment) {
    const { OIDC_JWKS_URL, OIDC_JWKS_COOLDOWN_SECONDS } = environment;
    if (OIDC_JWKS_URL === undefined) return;
    this.keys = signingKeys(OIDC_JWKS_URL, {
      cooldownMs: OIDC_JWKS_COOLDOWN_SECONDS * 1000,
      refreshMs: 600_000,
      timeoutMs: 3000,
      pauseMs: 2000,
    });
  }

  /**
   * Whose token it is; null for any token that is not accepted.
   * @throws NoRole for a good token that names no role; IssuerUnavailable when the signing keys cannot be had.
   */
  async principalOf(token: string): Promise<Principal | null> {
    if (!this.keys || token.length > LONGEST_TOKEN) return null;
    const { OIDC_ISSUER, OIDC_AUDIENCE, OIDC_CLOCK_TOLERANCE_SECONDS } = this.environment;
    const { OIDC_ROLE_CLAIM, OIDC_CONTRACTS_CLAIM } = this.environment;
    try {
      const { payload } = await jwtVerify(token, this.keys.keyOf, {
        issuer: OIDC_ISSUER,
        audience: OIDC_AUDIENCE,
        algorithms: ALGORITHMS,
        clockTolerance: OIDC_CLOCK_TOLERANCE_SECONDS,
        requiredClaims: ['iss', 'aud', 'sub', 'exp'],
      });
      return principalFromClaims(payload, { role: OIDC_ROLE_CLAIM, contracts: OIDC_CONTRACTS_CLAIM });
    } catch (error) {
      if (error instanceof errors.JOSEError || error instanceof UnreadableClaim) return null;
      throw error;
    }
  }
}
