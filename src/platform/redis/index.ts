export { type RedisClient, RedisLink } from './redis-link.js';
export { RedisModule } from './redis.module.js';
