import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';

/** Claims and header of a token, over the good ones. */
export interface TokenOptions {
  readonly claims?: Record<string, unknown>;
  readonly kid?: string;
  readonly expires?: string | number;
}

/** An OIDC issuer on this machine: a real JWKS endpoint and tokens signed by its keys. */
export class TestIssuer {
  /** What the endpoint answers with; `undefined` hangs up. */
  status: number | undefined = 200;
  fetches = 0;
  readonly audience = 'star-optimizer';
  private readonly keys = new Map<string, { privateKey: CryptoKey; publicJwk: JWK }>();

  private constructor(private readonly server: Server) {}

  static async start(): Promise<TestIssuer> {
    const server = createServer();
    const issuer = new TestIssuer(server);
    server.on('request', (_request, response) => {
      issuer.fetches++;
      if (issuer.status === undefined) return void response.destroy();
      response.writeHead(issuer.status, { 'content-type': 'application/json' }).end(JSON.stringify(issuer.jwks()));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    await issuer.addKey('first');
    return issuer;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** The settings of a service that trusts this issuer. */
  get settings(): Record<string, string> {
    return {
      OIDC_ISSUER: `${this.url}/`,
      OIDC_JWKS_URL: `${this.url}/jwks`,
      OIDC_AUDIENCE: this.audience,
      OIDC_JWKS_COOLDOWN_SECONDS: '0',
    };
  }

  async addKey(kid: string): Promise<void> {
    const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
    this.keys.set(kid, { privateKey, publicJwk: { ...(await exportJWK(publicKey)), kid, alg: 'ES256', use: 'sig' } });
  }

  removeKey(kid: string): void {
    this.keys.delete(kid);
  }

  publicJwk(kid: string): JWK {
    const key = this.keys.get(kid);
    if (!key) throw new Error('no such key');
    return key.publicJwk;
  }

  jwks(): { keys: JWK[] } {
    return { keys: [...this.keys.values()].map(({ publicJwk }) => publicJwk) };
  }

  /** A good token of an analyst, but for what the test changes. */
  async token({ claims = {}, kid = 'first', expires = '5m' }: TokenOptions = {}): Promise<string> {
    const key = this.keys.get(kid)?.privateKey ?? (await generateKeyPair('ES256')).privateKey;
    const good = { iss: `${this.url}/`, aud: this.audience, sub: 'jane.doe@example.org', role: 'admin' };
    return new SignJWT({ ...good, ...claims })
      .setProtectedHeader({ alg: 'ES256', kid })
      .setIssuedAt()
      .setExpirationTime(expires)
      .sign(key);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
