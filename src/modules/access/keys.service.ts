import { Injectable } from '@nestjs/common';
import { Cursors, notFound, type Page, Problem } from '../../platform/http/index.js';
import { type ApiKey, ApiKeys, ApiKeyStore, type IssuedKey, type KeyOrder } from '../../platform/security/index.js';
import { AuditTrail } from '../audit/index.js';
import './audit-events.js';

/** Keys of one name that may be active at once: the one in use, and the one that replaces it. */
const ACTIVE_PER_NAME = 2;

const LIST = 'keys';

/** Contracts that whoever administers keys may see; null for all. */
export type Scope = ReadonlySet<string> | null;

/** Whether keys of a contract scope lie within an administrator's own. */
function isWithin(scope: Scope, contracts: readonly string[] | null): boolean {
  if (scope === null) return true;
  return contracts !== null && contracts.every((contract) => scope.has(contract));
}

/** What the audit trail keeps of a key: never anything of its secret. */
function facts({ name, role, contracts, expiresAt }: ApiKey): Pick<ApiKey, 'name' | 'role' | 'contracts'> & {
  expiresAt: string | null;
} {
  return { name, role, contracts, expiresAt: expiresAt?.toISOString() ?? null };
}

/** Makes, lists, revokes and replaces API keys. Nobody hands out more than they have themselves. */
@Injectable()
export class KeysService {
  constructor(
    private readonly store: ApiKeyStore,
    private readonly keys: ApiKeys,
    private readonly cursors: Cursors,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * Makes a key.
   * @throws Problem `forbidden` for contracts outside the administrator's own; `conflict` when two keys of the name are
   * active already.
   */
  async create(order: KeyOrder, scope: Scope, now: Date): Promise<IssuedKey> {
    const issued = await this.issue(order, scope, now);
    this.audit.describe('key.created', { entityId: issued.key.id, after: facts(issued.key) });
    return issued;
  }

  private issue(order: KeyOrder, scope: Scope, now: Date): Promise<IssuedKey> {
    if (!isWithin(scope, order.contracts)) {
      throw new Problem('forbidden', 'The new key may only be for contracts of your own; name them in contracts.');
    }
    return this.store.holdingName(order.name, async () => {
      if ((await this.store.countActive(order.name, now)) >= ACTIVE_PER_NAME) {
        throw new Problem('conflict', 'Two keys of this name are active already. Revoke one of them first.');
      }
      return this.store.insert(order);
    });
  }

  /** A page of keys, newest first; a scoped administrator sees the keys within their own contracts. */
  async list(query: { limit: number; cursor?: string; activeAt?: Date }, scope: Scope): Promise<Page<ApiKey>> {
    const [before] = this.cursors.decode(LIST, query.cursor) ?? [];
    const contracts = scope === null ? undefined : [...scope];
    const position = typeof before === 'string' ? before : undefined;
    const rows = await this.store.list({ limit: query.limit, before: position, activeAt: query.activeAt, contracts });
    return this.cursors.page(LIST, rows, query.limit, (key) => [key.id]);
  }

  /** @throws Problem `not-found`, also for a key outside the administrator's contracts. */
  async get(id: string, scope: Scope): Promise<ApiKey> {
    const key = await this.store.byId(id);
    if (!key || !isWithin(scope, key.contracts)) throw notFound('key');
    return key;
  }

  /** Refuses a key from now on: at once here, within `API_KEY_CACHE_SECONDS` on other instances. */
  async revoke(id: string, scope: Scope, now: Date): Promise<void> {
    const key = await this.get(id, scope);
    await this.store.revoke(id, now);
    this.keys.forget(key.prefix);
    this.audit.describe('key.revoked', { entityId: id, after: { revokedAt: now.toISOString() } });
  }

  /**
   * Makes a key that replaces another: same name, role and contracts, and the same lifetime counted from now. The old
   * key goes on for the grace period, so that both are accepted while clients change over.
   * @throws Problem `conflict` for a key that is not active, or when its successor exists already.
   */
  async rotate(id: string, by: { actor: string; scope: Scope }, graceSeconds: number, now: Date): Promise<IssuedKey> {
    const old = await this.get(id, by.scope);
    const { name, role, contracts, createdAt, expiresAt, revokedAt } = old;
    if (revokedAt !== null || (expiresAt !== null && expiresAt <= now)) {
      throw new Problem('conflict', 'Only an active key can be replaced. Make a new one.');
    }
    const successorExpires = expiresAt && new Date(now.getTime() + expiresAt.getTime() - createdAt.getTime());
    const order = { name, role, contracts, expiresAt: successorExpires, createdBy: by.actor };
    const graceEnds = new Date(now.getTime() + graceSeconds * 1000);
    return this.store.holdingName(name, async () => {
      const issued = await this.issue(order, by.scope, now);
      if (expiresAt === null || graceEnds < expiresAt) await this.store.expire(id, graceEnds);
      if (graceSeconds === 0) this.keys.forget(old.prefix);
      const after = { ...facts(issued.key), replaces: id, graceSeconds };
      this.audit.describe('key.rotated', { entityId: issued.key.id, after });
      return issued;
    });
  }
}
