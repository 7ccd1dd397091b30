import { Check, Column, Entity, ForeignKey, Index, PrimaryGeneratedColumn, Unique } from 'typeorm';
import { HashGeneration } from './hash-generation.entity.js';

/** A member: a keyed hash, a contract, and when there was activity. No name, no demographics, no clinical data. */
@Entity('members')
@Unique('members_member_hash_key', ['memberHash'])
@Check('members_member_hash', 'octet_length(member_hash) = 32')
@Check('members_contract_id', `contract_id ~ '^[A-Z][0-9]{4}$'`)
@Check('members_version', 'version >= 1')
@Check('members_activity', 'last_activity_on >= first_activity_on')
@Index('members_by_contract', ['contractId', 'id'])
@ForeignKey(() => HashGeneration, ['hashGeneration'], ['generation'], {
  name: 'members_hash_generation',
  onDelete: 'RESTRICT',
})
export class Member {
  /** Number by which other tables refer to the member; a text, because it may exceed what a number holds exactly. */
  @PrimaryGeneratedColumn('identity', {
    type: 'bigint',
    generatedIdentity: 'ALWAYS',
    primaryKeyConstraintName: 'members_pk',
  })
  id: string;

  @Column('bytea')
  memberHash: Buffer;

  /** Generation of the key under which the hash was made. */
  @Column('smallint')
  hashGeneration: number;

  /** The contract that the member is in now. Gaps, interventions and predictions keep the one they arose in. */
  @Column('text')
  contractId: string;

  @Column('boolean')
  active: boolean;

  @Column('date', { nullable: true })
  firstActivityOn: string | null;

  @Column('date', { nullable: true })
  lastActivityOn: string | null;

  /** Counts changes, for `ETag` and `If-Match`. */
  @Column('integer')
  version: number;

  @Column('timestamptz')
  createdAt: Date;

  @Column('timestamptz')
  updatedAt: Date;
}
