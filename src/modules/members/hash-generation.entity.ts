import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

/** A generation of the member hash key. The highest is current; the key itself is never here. */
@Entity('member_hash_generations')
@Check('member_hash_generations_generation', 'generation >= 1')
@Check('member_hash_generations_key_check', 'octet_length(key_check) = 32')
export class HashGeneration {
  @PrimaryColumn('smallint', { primaryKeyConstraintName: 'member_hash_generations_pk' })
  generation: number;

  /** Keyed digest of a fixed text: tells a wrong key before it does harm. */
  @Column('bytea')
  keyCheck: Buffer;

  @Column('timestamptz')
  currentSince: Date;
}
