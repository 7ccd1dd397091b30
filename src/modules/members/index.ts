export { IsMemberHash, IsRawMemberId, MemberHashParam, MemberNameRequest } from './dto/member-name.dto.js';
export { HashGenerations } from './hash-generations.js';
export { Member } from './member.entity.js';
export { MemberHasher } from './member-hasher.js';
export { MemberRekey } from './member-rekey.js';
export { MembersModule } from './members.module.js';
export { type MemberFacts, MembersRepository } from './members.repository.js';
export { type MemberName, MembersService } from './members.service.js';
