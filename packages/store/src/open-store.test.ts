import { FtnError } from '@ftn/errors';
import { afterEach, describe, expect, it } from 'vitest';
import { openStore } from './open-store.js';
import { type Answer, ObjectServer, type SeenRequest, s3Error } from './testing/object-server.js';

const servers: ObjectServer[] = [];
const server = async () => {
  const one = await new ObjectServer().start();
  servers.push(one);
  return one;
};
afterEach(async () => {
  for (const one of servers.splice(0)) await one[Symbol.asyncDispose]();
});

const errorOf = (promise: Promise<unknown>): Promise<Error> =>
  promise.then(
    () => new Error('it was taken'),
    (error: Error) => error,
  );

describe('openStore', () => {
  it('takes a store that shows what was written, and leaves nothing there', async () => {
    const here = await server();
    const store = await openStore('s3://lab/ranks', { environment: here.environment });
    expect(store.shown).toMatch(/^s3:\/\/lab\/ranks at 127\.0\.0\.1:\d+$/);
    expect(store.queueName).toMatch(/^ftn-[0-9a-f]{16}$/);
    expect(here.objects.size).toBe(0);
    expect(here.requests.every(({ key }) => key.startsWith('ranks/check/'))).toBe(true);
  });

  it('names the queue by bucket and prefix, whatever the server is called', async () => {
    const [a, b] = [await server(), await server()];
    const name = async (address: string, { environment }: ObjectServer) =>
      (await openStore(address, { environment })).queueName;
    expect(await name('s3://lab/ranks', a)).toBe(await name('s3://lab/ranks/', b));
    expect(await name('s3://lab/ranks', a)).not.toBe(await name('s3://lab/others', a));
  });

  const strange: [string, (seen: SeenRequest) => Answer | null, RegExp][] = [
    ['no such bucket', () => s3Error(404, 'NoSuchBucket'), /got NoSuchBucket.*Make the bucket/],
    ['an unknown key', () => s3Error(403, 'InvalidAccessKeyId'), /InvalidAccessKeyId.*AWS_ACCESS_KEY_ID/],
    ['a wrong key', () => s3Error(403, 'SignatureDoesNotMatch'), /AWS_SECRET_ACCESS_KEY/],
    ['no right', () => ({ status: 403 }), /got status 403.*right to list/],
    ['an error for ever', () => s3Error(503, 'SlowDown'), /got SlowDown/],
    ['a page of the web', () => ({ status: 200, body: '<html><p>' }), /something else than a list/],
    [
      'another list',
      () => ({ status: 200, body: '<a><IsTruncated>true</IsTruncated></a>' }),
      /else than a list/,
    ],
    ['a code that leads a terminal', () => s3Error(400, '\u001b[2J'), /got status 400/],
    [
      'one that sends on to another address',
      () => ({ status: 307, headers: { location: 'http://127.0.0.1:1/' } }),
      /got status 307/,
    ],
  ];
  it.each(strange)('refuses %s, and repeats no secret', async (_, answer, message) => {
    const here = await server();
    here.answer = answer;
    const error = await errorOf(openStore('s3://lab/ranks', { environment: here.environment }));
    expect(FtnError.isInstance(error)).toBe(true);
    expect(error.message).toMatch(message);
    expect(error.message).toContain('s3://lab/ranks at 127.0.0.1');
    const all = JSON.stringify(error) + error.message + error.stack;
    expect(['topsecret', '\u001b'].filter((one) => all.includes(one))).toEqual([]);
  });

  it.each<[string, (here: ObjectServer) => void, RegExp]>([
    [
      'lists without what was just written',
      (here) => {
        here.answer = ({ method }) =>
          method === 'LIST'
            ? { status: 200, body: '<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>' }
            : null;
      },
      /a list without what was just written/,
    ],
    [
      'what was there before',
      (here) => {
        here.answer = ({ method }) => (method === 'GET' ? { status: 200, body: 'one' } : null);
      },
      /before it was written anew/,
    ],
    [
      'what was just deleted',
      (here) => {
        here.answer = ({ method }) => (method === 'DELETE' ? { status: 204 } : null);
      },
      /what was just deleted/,
    ],
  ])('refuses a store that shows %s', async (_, spoil, message) => {
    const here = await server();
    spoil(here);
    const error = await errorOf(openStore('s3://lab/ranks', { environment: here.environment }));
    expect(error.message).toMatch(message);
  });

  it('says within three seconds where no server is, and where one does not answer', async () => {
    const here = await server();
    here.answer = () => new Promise(() => {});
    const places = [
      [{ ...here.environment, AWS_ENDPOINT_URL: 'http://127.0.0.1:2' }, 'ECONNREFUSED'],
      [here.environment, 'no answer in time'],
    ] as const;
    for (const [environment, reason] of places) {
      const began = performance.now();
      const error = await errorOf(openStore('s3://lab/ranks', { environment }));
      expect(error.message).toContain(`the store cannot be reached: got ${reason}`);
      // Ten times the promise, for a busy machine.
      expect(performance.now() - began).toBeLessThan(30_000);
    }
  });
});
