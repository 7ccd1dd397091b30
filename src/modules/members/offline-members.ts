import { Injectable } from '@nestjs/common';
import { AuditTrail } from '../audit/index.js';
import { describeMember } from './members.audit.js';
import { MemberHasher } from './member-hasher.js';
import { MembersRepository } from './members.repository.js';

/** Members that were named while the database was away, once it is back. */
@Injectable()
export class OfflineMembers {
  constructor(
    private readonly repository: MembersRepository,
    private readonly hasher: MemberHasher,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * The number of the member, which is added first when it is not there yet. One that is there stays in its contract.
   * @param firstHash of the raw id under the oldest key, in hexadecimal.
   */
  async getOrAdd(firstHash: string, contractId: string): Promise<string> {
    const hashes = this.hasher.ofFirst(Buffer.from(firstHash, 'hex'));
    const present = await this.repository.byHashes(hashes);
    if (present) return present.id;
    return this.audit.act('member.created', { actor: 'system' }, async () => {
      const facts = { contractId, active: true, firstActivityOn: null, lastActivityOn: null };
      const member = (await this.repository.insert(hashes, facts)) ?? (await this.repository.byHashes(hashes));
      if (!member) throw new Error('The member is neither there nor could it be added.');
      const { entityId, after } = describeMember(undefined, member);
      this.audit.describe('member.created', {
        entityId,
        contractId: member.contractId,
        after: { ...after, created: true },
      });
      return member.id;
    });
  }
}
