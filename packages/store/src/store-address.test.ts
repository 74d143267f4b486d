import { UsageError } from '@ftn/errors';
import { describe, expect, it } from 'vitest';
import { storeAddress } from './store-address.js';

const keys = { AWS_ACCESS_KEY_ID: 'someone', AWS_SECRET_ACCESS_KEY: 'topsecret' };

describe('storeAddress', () => {
  it('is that of AWS where no server is named', () => {
    const { url, prefix, shown, region } = storeAddress('s3://lab/a/b/', {
      ...keys,
      AWS_REGION: 'eu-west-1',
    });
    expect([url, prefix, region]).toEqual(['https://s3.eu-west-1.amazonaws.com/lab', 'a/b/', 'eu-west-1']);
    expect(shown).toBe('s3://lab/a/b at s3.eu-west-1.amazonaws.com');
  });

  it('takes a server of its own, that for S3 first, and a session', () => {
    const environment = { ...keys, AWS_ENDPOINT_URL: 'http://other', AWS_SESSION_TOKEN: 'session' };
    const read = storeAddress('s3://lab', { ...environment, AWS_ENDPOINT_URL_S3: 'http://here:7070/s3/' });
    expect(read).toMatchObject({
      url: 'http://here:7070/s3/lab',
      prefix: '',
      keys: { sessionToken: 'session' },
    });
  });

  it.each<[string, string, Record<string, string>]>([
    ['another kind of address', 'https://topsecret@lab/x', keys],
    ['no bucket', 's3:///x', keys],
    ['a bucket that is a path', 's3://../x', keys],
    ['a prefix that leads out', 's3://lab/../x', keys],
    ['a prefix with a query', 's3://lab/x?topsecret', keys],
    ['a server with a password', 's3://lab', { ...keys, AWS_ENDPOINT_URL: 'http://me:topsecret@host' }],
    ['a server that is none', 's3://lab', { ...keys, AWS_ENDPOINT_URL: 'topsecret' }],
    ['a region that is a host', 's3://lab', { ...keys, AWS_REGION: 'x.topsecret.org/' }],
    ['no keys', 's3://lab', {}],
  ])('refuses %s, and repeats no secret', (_, address, environment) => {
    let error: unknown;
    try {
      storeAddress(address, environment);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(UsageError);
    expect(String(error)).not.toContain('topsecret');
  });
});
