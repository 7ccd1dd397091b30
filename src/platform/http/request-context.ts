import { Injectable } from '@nestjs/common';
import { ClsService } from 'nestjs-cls';
import type { Principal } from '../security/principal.js';

/** What is known of the request under way, from the door to the row. */
@Injectable()
export class RequestContext {
  constructor(private readonly cls: ClsService) {}

  /** Id of the request (`X-Request-Id`), or undefined outside a request. */
  get requestId(): string | undefined {
    return this.cls.isActive() ? this.cls.get<string | undefined>('requestId') : undefined;
  }

  /** Who asks; undefined before authentication and outside a request. */
  get principal(): Principal | undefined {
    return this.cls.isActive() ? this.cls.get<Principal | undefined>('principal') : undefined;
  }

  set principal(principal: Principal) {
    this.cls.set('principal', principal);
  }

  /** Who acts, as the audit trail names them: an API key's id, a token's subject, or the system itself. */
  get actor(): string {
    return this.principal?.actor ?? 'system';
  }

  /** Whether the caller asked to see the newest state: nothing is answered from a cache. */
  get wantsNewest(): boolean {
    return this.cls.isActive() && this.cls.get<boolean | undefined>('wantsNewest') === true;
  }

  set wantsNewest(wanted: boolean) {
    this.cls.set('wantsNewest', wanted);
  }
}
