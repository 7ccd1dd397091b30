import { Check, Column, CreateDateColumn, Entity, Index, PrimaryColumn, Unique } from 'typeorm';
import type { Role } from './principal.js';

/** An API key as it is kept: never the secret, only its digest. */
@Entity('api_keys')
@Unique('api_keys_prefix_key', ['prefix'])
@Check('api_keys_role_check', `"role" IN ('viewer', 'analyst', 'admin')`)
@Check('api_keys_secret_hash_check', `octet_length("secret_hash") = 32`)
@Index('api_keys_name_idx', ['name'])
export class ApiKey {
  /** UUIDv7: lists are in the order of creation. */
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'api_keys_pkey' })
  id: string;

  /** What or whom the key is for. Two active keys may share a name while one replaces the other. */
  @Column('text')
  name: string;

  /** Public part of the key, shown in lists. */
  @Column('text')
  prefix: string;

  /** SHA-256 of the whole key. Its secret has 256 random bits, so that no slow or salted hash is needed. */
  @Column('bytea')
  secretHash: Buffer;

  @Column('text')
  role: Role;

  /** Contracts that the key is limited to; null for all. */
  @Column('text', { array: true, nullable: true })
  contracts: string[] | null;

  @CreateDateColumn({ type: 'timestamptz' })
  createdAt: Date;

  /** Actor that made the key: `system`, `cli`, `key:<uuid>` or `user:<digest>`. */
  @Column('text')
  createdBy: string;

  @Column('timestamptz', { nullable: true })
  expiresAt: Date | null;

  @Column('timestamptz', { nullable: true })
  revokedAt: Date | null;

  /** Last use, at most a minute behind. */
  @Column('timestamptz', { nullable: true })
  lastUsedAt: Date | null;
}
