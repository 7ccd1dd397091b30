import KeyvRedis from '@keyv/redis';
import { Keyv } from 'keyv';
import type { RedisClient } from '../redis/index.js';
import { MemoryStore } from './memory-store.js';
import type { SealedText } from './sealed-text.js';

/** A store in memory, of this process: values stay the objects that they are. */
export function memoryStore(entries: number): Keyv {
  return new Keyv({
    store: new MemoryStore(entries),
    useKeyPrefix: false,
    serialize: undefined,
    deserialize: undefined,
  });
}

/** A store in Redis, of all instances: values are sealed. */
export function redisStore(client: RedisClient, sealed: SealedText): Keyv {
  const store = new KeyvRedis(client as never, { throwOnErrors: true });
  const keyv = new Keyv({
    store,
    useKeyPrefix: false,
    throwOnErrors: true,
    serialize: (value) => sealed.seal(JSON.stringify(value)),
    deserialize: (text) => {
      const opened = sealed.open(text);
      return opened === undefined ? undefined : (JSON.parse(opened) as never);
    },
  });
  keyv.namespace = undefined; // keys are given whole
  keyv.on('error', () => undefined); // told by the link to Redis, once
  return keyv;
}
