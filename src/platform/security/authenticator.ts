import type { IncomingHttpHeaders } from 'node:http';
import { Injectable } from '@nestjs/common';
import { Problem } from '../http/index.js';
import { ApiKeys } from './api-keys.js';
import { BearerTokens } from './bearer-tokens.js';
import { KeysUnavailable } from './key-cache.js';
import type { Principal } from './principal.js';
import { IssuerUnavailable } from './signing-keys.js';
import { NoRole } from './token-claims.js';

/** The credentials of a request, as far as they can be told apart. */
export type Credentials =
  | { readonly kind: 'key'; readonly text: string }
  | { readonly kind: 'token'; readonly text: string }
  | { readonly kind: 'unreadable' }
  | undefined;

const CHALLENGE = { 'www-authenticate': 'Bearer realm="star-optimizer", ApiKey realm="star-optimizer"' };
const RETRY = { 'retry-after': '5' };

/** The one answer for missing credentials, and for those that are not accepted, whatever the reason. */
export const unauthenticated = (): Problem =>
  new Problem(
    'unauthenticated',
    'Send an API key as X-API-Key, or a bearer token as Authorization. The credentials must be valid and unexpired.',
    [],
    CHALLENGE,
  );

/**
 * The credentials in a request's headers.
 * @throws Problem `bad-request` when there are two kinds: it would be unclear who acts.
 */
export function credentialsOf(headers: IncomingHttpHeaders): Credentials {
  const key = headers['x-api-key'];
  const { authorization } = headers;
  if (key !== undefined && authorization !== undefined) {
    throw new Problem('bad-request', 'Send either X-API-Key or Authorization, not both.');
  }
  if (key !== undefined) return typeof key === 'string' ? { kind: 'key', text: key } : { kind: 'unreadable' };
  if (authorization === undefined) return undefined;
  const [, token] = /^Bearer +([\w.~+/=-]+) *$/i.exec(authorization) ?? [];
  return token === undefined ? { kind: 'unreadable' } : { kind: 'token', text: token };
}

/** Finds out who asks. */
@Injectable()
export class Authenticator {
  constructor(
    private readonly keys: ApiKeys,
    private readonly tokens: BearerTokens,
  ) {}

  /**
   * Who the credentials stand for; null when they are not accepted.
   * @param onlyKnown accept API keys seen before only: the caller has tried too many that are wrong.
   * @throws Problem 403 for a token without a role, 503 when nothing can be said of the credentials just now.
   */
  async principalOf(credentials: Credentials, onlyKnown: boolean): Promise<Principal | null> {
    try {
      if (credentials?.kind === 'key') return await this.keys.principalOf(credentials.text, onlyKnown);
      if (credentials?.kind === 'token') return await this.tokens.principalOf(credentials.text);
      return null;
    } catch (error) {
      if (error instanceof NoRole) throw new Problem('forbidden', 'The token names no role of this service.');
      if (error instanceof KeysUnavailable) {
        throw new Problem('unavailable', 'API keys cannot be checked just now. Try again shortly.', [], RETRY);
      }
      if (error instanceof IssuerUnavailable) {
        throw new Problem(
          'unavailable',
          'Tokens cannot be checked: their issuer is away. Try again shortly.',
          [],
          RETRY,
        );
      }
      throw error;
    }
  }
}
