import { StorageError } from '@ftn/errors';
import { errorCode } from '@ftn/errors/node';
import { Redis } from 'ioredis';
import type { RedisAddress } from './redis-address.js';

/** What is not answered by then counts as not there, in milliseconds. */
const patience = 2500;

/** The oldest Redis that BullMQ works with as it should. */
const oldest = [6, 2] as const;

/** A field of what INFO says. */
const fieldOf = (info: string, name: string): string | undefined =>
  new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(info)?.[1];

/** What is wrong with a Redis that answers; null where nothing is. */
export function faultOf(info: string): { readonly problem: string; readonly hint: string } | null {
  const version = fieldOf(info, 'redis_version') ?? '0.0';
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major < oldest[0] || (major === oldest[0] && minor < oldest[1])) {
    return {
      problem: `this Redis is of version ${version}`,
      hint: `Take ${oldest.join('.')} or a later one.`,
    };
  }
  if (fieldOf(info, 'role') !== 'master') {
    return { problem: 'this Redis is a replica, which takes no jobs', hint: 'Name the one it follows.' };
  }
  const policy = fieldOf(info, 'maxmemory_policy') ?? 'noeviction';
  if (policy === 'noeviction') return null;
  return {
    problem: `this Redis forgets jobs when memory is short (maxmemory-policy ${policy})`,
    hint: "Set it: 'redis-cli config set maxmemory-policy noeviction'.",
  };
}

/** Why a connection failed, in a word that holds nothing of the address: what a server answers begins with its code. */
function reasonOf(error: unknown): string {
  const code = errorCode(error);
  if (code !== undefined) return code;
  const said = error instanceof Error ? /^[A-Z]{3,20}\b/.exec(error.message)?.[0] : undefined;
  return said ?? 'no answer';
}

/**
 * Returns within three seconds where a Redis can serve a queue.
 *
 * @throws StorageError that names its address, where it is absent, refuses the password, is a replica, or would forget jobs
 */
export async function checkRedis({ options, shown }: RedisAddress): Promise<void> {
  const redis = new Redis({
    ...options,
    lazyConnect: true,
    connectTimeout: patience,
    commandTimeout: patience,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  // Told by the rejection below; without a listener it would be printed as it is.
  let last: unknown;
  redis.on('error', (error) => {
    last = error;
  });
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    // Names that do not resolve may take longer than any connection.
    timer = setTimeout(() => reject(new Error('late')), patience);
  });
  const asked = (async () => {
    await redis.connect();
    return redis.info();
  })();
  asked.catch(() => {});
  let info: string;
  try {
    info = await Promise.race([asked, late]);
  } catch (error) {
    throw new StorageError('the queue cannot be reached', {
      file: shown,
      got: reasonOf(last ?? error),
      hint: 'Start Redis there, or name the address, user and password of one that runs.',
    });
  } finally {
    clearTimeout(timer);
    redis.disconnect();
  }
  const fault = faultOf(info);
  if (fault) throw new StorageError(fault.problem, { file: shown, hint: fault.hint });
}
