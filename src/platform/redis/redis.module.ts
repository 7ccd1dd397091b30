import { Global, Module, type OnModuleInit } from '@nestjs/common';
import { RedisLink } from './redis-link.js';

/** The connection to Redis, for whatever instances share. */
@Global()
@Module({ providers: [RedisLink], exports: [RedisLink] })
export class RedisModule implements OnModuleInit {
  constructor(private readonly link: RedisLink) {}

  onModuleInit(): void {
    this.link.open();
  }
}
