import { UsageError } from '@ftn/errors';
import type { RedisOptions } from 'ioredis';

/** Where a Redis is, and how to say it: user and password are never part of what is said. */
export interface RedisAddress {
  readonly options: RedisOptions;
  readonly shown: string;
}

const examples = 'redis://HOST:6379, rediss://USER:PASSWORD@HOST:6380/0 or unix:///PATH/redis.sock';

function invalid(got: string): UsageError {
  // Not what was given: it may hold a password wherever it is wrong.
  return new UsageError('invalid `queue`', { expected: examples, got });
}

/** A part of an address with its escapes undone. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw invalid('an escape that is broken');
  }
}

function databaseOf(path: string): number {
  const text = path.replace(/^\//, '');
  if (text === '') return 0;
  if (/^\d{1,5}$/.test(text)) return Number(text);
  throw invalid('a path that is no number of a database');
}

/**
 * Reads the address of a Redis; a password that it does not name is taken from FTN_QUEUE_PASSWORD.
 *
 * @throws UsageError that repeats nothing of it, for what is none
 */
export function redisAddress(text: string): RedisAddress {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url) throw invalid('no address');
  const { protocol, hostname, port, pathname } = url;
  // From the environment it is in no list of processes and no history of a shell.
  const password = url.password === '' ? process.env.FTN_QUEUE_PASSWORD : decoded(url.password);
  const login = {
    ...(url.username === '' ? {} : { username: decoded(url.username) }),
    ...(password ? { password } : {}),
  };
  if (protocol === 'unix:') {
    const path = decoded(pathname);
    if (hostname !== '' || path.length < 2) throw invalid('a socket without its path');
    return { options: { ...login, path }, shown: `unix://${path}` };
  }
  if (protocol !== 'redis:' && protocol !== 'rediss:') throw invalid('another kind of address');
  if (hostname === '') throw invalid('an address without a host');
  const db = databaseOf(pathname);
  const at = port === '' ? 6379 : Number(port);
  // ioredis takes an address of IPv6 without its brackets.
  const host = hostname.replace(/^\[|\]$/g, '');
  const tls = protocol === 'rediss:' ? { tls: {} } : {};
  return {
    options: { ...login, ...tls, host, port: at, db },
    shown: `${protocol}//${hostname}:${at}/${db}`,
  };
}
