import { Module } from '@nestjs/common';
import { Limits } from './limits.js';
import { SharedCounts } from './shared-counts.js';
import { WindowStorage } from './window-storage.js';

/** How often somebody may ask, over all instances. */
@Module({ providers: [SharedCounts, Limits, WindowStorage], exports: [Limits, WindowStorage] })
export class LimitsModule {}
