import { Injectable } from '@nestjs/common';
import type { Statement } from '../../platform/database/index.js';
import { checkVersion, invalid, notFound, Problem, RequestContext } from '../../platform/http/index.js';
import { maySeeContract } from '../../platform/security/index.js';
import { KnownMembers } from './known-members.js';
import { Member } from './member.entity.js';
import type { MemberWithRows } from './member-with-rows.js';
import { MemberHasher } from './member-hasher.js';
import { type MemberChange, type MemberFacts, MembersRepository } from './members.repository.js';

/** A member as a request names it: by raw id (in a body only) or by hash. Exactly one of the two. */
export interface MemberName {
  readonly memberId?: string;
  /** 64 hexadecimal digits. */
  readonly memberHash?: string;
}

/** A member before and after a change. */
export interface ChangedMember {
  readonly before: Member;
  readonly after: Member;
}

const CHANGE_TRIES = 3;

/** Members, as the caller may see them: one of another contract is not there. */
@Injectable()
export class MembersService {
  constructor(
    private readonly repository: MembersRepository,
    private readonly hasher: MemberHasher,
    private readonly context: RequestContext,
    private readonly known: KnownMembers,
  ) {}

  /** @throws Problem `not-found` when the caller may not see the contract. */
  checkContract(contractId: string): void {
    if (!maySeeContract(this.context.principal, contractId)) throw notFound('contract');
  }

  /** @throws Problem `conflict` when the member is there already. */
  async create(memberId: string, facts: MemberFacts): Promise<Member> {
    this.checkContract(facts.contractId);
    const created = await this.repository.insert(this.hasher.ofRawId(memberId), facts);
    if (!created) throw new Problem('conflict', 'The member is there already.');
    return created;
  }

  /** The member of a raw id, added first when it is new; its activity is widened by the given one. */
  async getOrCreate(memberId: string, facts: MemberFacts): Promise<{ member: Member; created: boolean }> {
    this.checkContract(facts.contractId);
    const hashes = this.hasher.ofRawId(memberId);
    let member = await this.repository.byHashes(hashes);
    if (!member) {
      const created = await this.repository.insert(hashes, facts);
      if (created) return { member: created, created: true };
      member = await this.repository.byHashes(hashes);
    }
    if (!member || member.contractId !== facts.contractId) {
      throw new Problem('conflict', 'The member is there already, in another contract.');
    }
    return { member: await this.widen(member, facts), created: false };
  }

  /** @throws Problem `not-found` when there is no such member in a contract of the caller. */
  async find(name: MemberName): Promise<Member> {
    return this.visible(await this.repository.byHashes(this.hashesOf(name)));
  }

  /**
   * The member with rows about it, in one statement (`FOUND_MEMBER`). The rows may be of contracts that the member was
   * in before: whether the caller may see those is for the statement or its caller to say.
   * @throws Problem `not-found` when there is no such member in a contract of the caller.
   */
  async findWith<Row extends { readonly id: string }>(
    name: MemberName,
    about: Statement,
  ): Promise<MemberWithRows<Row>> {
    const found = await this.repository.withRows<Row>(this.hashesOf(name), about);
    this.visible(found?.member);
    return found as MemberWithRows<Row>;
  }

  /**
   * Keeps ids of members out of fields that are stored as they come, such as an owner's name.
   * @throws Problem `validation-failed` when the text is a member's own id.
   */
  async refuseMemberId(pointer: string, text: string): Promise<void> {
    if (await this.repository.byHashes(this.hasher.ofRawId(text))) {
      throw invalid(pointer, 'member-id', "This is a member's id. Such a field is stored as it is: use another name.");
    }
  }

  /** The member that a row of a contract the caller may see refers to, wherever the member is now. */
  async byNumber(id: string): Promise<Member> {
    const member = await this.repository.byId(id);
    if (!member) throw notFound('member');
    return member;
  }

  /**
   * Changes a member that is still as the caller read it.
   * @param version from `If-Match`; undefined changes it in any state.
   */
  async change(name: MemberName, version: number | undefined, change: MemberChange): Promise<ChangedMember> {
    if (change.contractId !== undefined) this.checkContract(change.contractId);
    for (let attempt = 1; attempt <= CHANGE_TRIES; attempt++) {
      const member = await this.find(name);
      checkVersion(version, member.version);
      const { firstActivityOn: first, lastActivityOn: last } = { ...member, ...change };
      if (first !== null && last !== null && last < first) {
        throw invalid('/lastActivityOn', 'activity-order', 'The last activity is not before the first.');
      }
      const changed = await this.repository.update(member.id, member.version, change);
      if (changed) {
        this.known.forget(member.memberHash.toString('hex'));
        return { before: member, after: changed };
      }
      checkVersion(version, member.version + 1);
    }
    throw new Problem('conflict', 'The member is being changed by others. Try again.');
  }

  /** Members of a contract by number, one more than asked for when there are more. */
  list(contractId: string, options: { active?: boolean; afterId?: string; limit: number }): Promise<Member[]> {
    this.checkContract(contractId);
    return this.repository.list(contractId, options);
  }

  /** Removes a member with every row about them. Returns what was there. */
  async erase(name: MemberName): Promise<Member> {
    const member = await this.find(name);
    await this.repository.erase(member.id);
    this.known.forget(member.memberHash.toString('hex'));
    return member;
  }

  private hashesOf({ memberId, memberHash }: MemberName): Buffer[] {
    if ((memberId === undefined) === (memberHash === undefined)) {
      throw invalid('/memberId', 'one-member', 'Give either memberId or memberHash.');
    }
    return memberId !== undefined
      ? this.hasher.ofRawId(memberId)
      : this.hasher.candidates(Buffer.from(memberHash ?? '', 'hex'));
  }

  private visible<M extends { readonly contractId: string }>(member: M | undefined): M {
    if (!member || !maySeeContract(this.context.principal, member.contractId)) throw notFound('member');
    return member;
  }

  private async widen(member: Member, { firstActivityOn: first, lastActivityOn: last }: MemberFacts): Promise<Member> {
    for (let at: Member | null = member; at; at = await this.repository.byId(at.id)) {
      const earlier = first !== null && (at.firstActivityOn === null || first < at.firstActivityOn);
      const later = last !== null && (at.lastActivityOn === null || last > at.lastActivityOn);
      if (!earlier && !later) return at;
      const change = { ...(earlier ? { firstActivityOn: first } : {}), ...(later ? { lastActivityOn: last } : {}) };
      const changed = await this.repository.update(at.id, at.version, change);
      if (changed) return changed;
    }
    throw notFound('member');
  }
}
