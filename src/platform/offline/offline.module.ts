import { Global, Module } from '@nestjs/common';
import { OfflineState } from './offline-state.js';

/** What an instance remembers on its own disk for the time when the database is away. */
@Global()
@Module({ providers: [OfflineState], exports: [OfflineState] })
export class OfflineModule {}
