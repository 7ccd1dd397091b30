import { Module } from '@nestjs/common';
import { KeysController } from './keys.controller.js';
import { KeysService } from './keys.service.js';

/** Administration of API keys. */
@Module({ controllers: [KeysController], providers: [KeysService], exports: [KeysService] })
export class AccessModule {}
