import { afterEach, describe, expect, it, vi } from 'vitest';
import { redisAddress } from './redis-address.js';

afterEach(() => vi.unstubAllEnvs());

describe('redisAddress', () => {
  it.each<[string, object, string]>([
    ['redis://host', { host: 'host', port: 6379, db: 0 }, 'redis://host:6379/0'],
    ['redis://host:7000/3', { host: 'host', port: 7000, db: 3 }, 'redis://host:7000/3'],
    ['redis://[::1]:7000', { host: '::1', port: 7000 }, 'redis://[::1]:7000/0'],
    ['rediss://host', { host: 'host', tls: {} }, 'rediss://host:6379/0'],
    ['redis://me:p%40ss@host', { host: 'host', username: 'me', password: 'p@ss' }, 'redis://host:6379/0'],
    ['unix:///run/my%20redis.sock', { path: '/run/my redis.sock' }, 'unix:///run/my redis.sock'],
  ])('reads %s', (text, options, shown) => {
    const address = redisAddress(text);
    expect(address.options).toMatchObject(options);
    expect(address.shown).toBe(shown);
  });

  it('takes a password that is not named from the environment', () => {
    vi.stubEnv('FTN_QUEUE_PASSWORD', 'from the environment');
    expect(redisAddress('redis://host').options.password).toBe('from the environment');
    expect(redisAddress('redis://:named@host').options.password).toBe('named');
  });

  it.each([
    'host:6379',
    'http://u:topsecret@host',
    'redis://u:topsecret@',
    'redis://u:topsecret@host:99999',
    'redis://u:topsecret@host/first',
    'redis://u:topsecret%zz@host',
    'unix://u:topsecret@host/redis.sock',
    'unix:///',
    '',
  ])('refuses %s without repeating it', (text) => {
    expect(() => redisAddress(text)).toThrow(/invalid `queue`: expected redis:/);
    expect(() => redisAddress(text)).not.toThrow(/topsecret/);
  });
});
