import { Redis } from 'ioredis';

export default async function () {
  const redis = new Redis({ lazyConnect: true });
  return redis.options.port;
}
