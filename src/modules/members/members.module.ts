import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import './members.audit.js';
import { AuditModule } from '../audit/index.js';
import { HashGeneration } from './hash-generation.entity.js';
import { HashGenerations } from './hash-generations.js';
import { Member } from './member.entity.js';
import { KnownMembers } from './known-members.js';
import { MemberHasher } from './member-hasher.js';
import { MemberRekey } from './member-rekey.js';
import { MembersController } from './members.controller.js';
import { MembersRepository } from './members.repository.js';
import { MembersService } from './members.service.js';
import { OfflineMembers } from './offline-members.js';

/** Members by the keyed hash of their id. */
@Module({
  imports: [TypeOrmModule.forFeature([Member, HashGeneration]), AuditModule],
  controllers: [MembersController],
  providers: [
    ...[MemberHasher, HashGenerations, MembersRepository, MembersService, MemberRekey],
    ...[KnownMembers, OfflineMembers],
  ],
  exports: [
    ...[MemberHasher, HashGenerations, MembersRepository, MembersService, MemberRekey],
    ...[KnownMembers, OfflineMembers],
  ],
})
export class MembersModule {}
