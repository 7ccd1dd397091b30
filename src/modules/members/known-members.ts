import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Environment } from '../../platform/config/index.js';
import { OfflineState } from '../../platform/offline/index.js';

/** What is remembered of a member: no more than predictions need. */
export interface KnownMember {
  /** Number of the member's row. */
  readonly id: string;
  readonly contractId: string;
}

const STATE = 'members';
/** Longest time that a newly seen member is not on the disk yet, in milliseconds. */
const LINGER_MS = 5000;

/**
 * The members that this instance has seen lately, by their hash in hexadecimal, so that they can be predicted while the
 * database is away, also after a restart. The one seen longest ago goes first.
 */
@Injectable()
export class KnownMembers implements OnModuleInit {
  private readonly members = new Map<string, KnownMember>();

  constructor(
    private readonly environment: Environment,
    private readonly offline: OfflineState,
  ) {}

  onModuleInit(): void {
    const lines = this.offline.read(STATE)?.toString().split('\n') ?? [];
    for (const [hash = '', id = '', contractId = ''] of lines.map((line) => line.split(' '))) {
      if (contractId !== '') this.members.set(hash, { id, contractId });
    }
  }

  find(hash: string): KnownMember | undefined {
    return this.members.get(hash);
  }

  learn(hash: string, { id, contractId }: KnownMember): void {
    const present = this.members.get(hash);
    this.members.delete(hash);
    this.members.set(hash, { id, contractId });
    const oldest = this.members.keys().next();
    if (this.members.size > this.environment.OFFLINE_MEMBERS && !oldest.done) this.members.delete(oldest.value);
    if (present?.id !== id || present.contractId !== contractId) this.keep();
  }

  forget(hash: string): void {
    if (this.members.delete(hash)) this.keep();
  }

  private keep(): void {
    const lines = (): string => [...this.members].map(([hash, m]) => `${hash} ${m.id} ${m.contractId}`).join('\n');
    this.offline.keep(STATE, lines, LINGER_MS);
  }
}
