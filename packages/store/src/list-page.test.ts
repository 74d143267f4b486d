import { afterEach, describe, expect, it } from 'vitest';
import { readListPage } from './list-page.js';
import { ObjectClient } from './object-client.js';
import { readMarks } from './run-keys.js';
import { storeAddress } from './store-address.js';
import { ObjectServer } from './testing/object-server.js';

const entry = (key: string, more = '') =>
  `<Contents><Key>${key}</Key><Size>3</Size><LastModified>2026-01-01T00:00:00.000Z</LastModified>${more}</Contents>`;
const page = (inner: string) =>
  `<?xml version="1.0"?><ListBucketResult><IsTruncated>false</IsTruncated>${inner}</ListBucketResult>`;

describe('readListPage', () => {
  it('reads what S3 writes, with its escapes', () => {
    const { objects, next } = readListPage(page(entry('a&amp;b', '<ETag>&quot;x&quot;</ETag>')), 'here');
    expect(objects).toEqual([
      { key: 'a&b', size: 3, written: Date.UTC(2026, 0), version: '"x" 2026-01-01T00:00:00.000Z' },
    ]);
    expect(next).toBeNull();
  });

  it.each<[string, string]>([
    ['nothing', ''],
    ['no list', '<Error><Code>x</Code></Error>'],
    ['one that is cut off', page(entry('a')).slice(0, -10)],
    ['an object without a key', page('<Contents><Size>3</Size></Contents>')],
    ['a size that is none', page(entry('a').replace('>3<', '>-3<'))],
    ['a date that is none', page(entry('a').replace('2026-01', 'x'))],
    ['more, and no way to it', page('').replace('false', 'true')],
    ['an entity of its own', `<!DOCTYPE x [<!ENTITY a "b">]>${page(entry('&a;'))}`],
  ])('refuses %s', (_, text) => {
    expect(() => readListPage(text, 'here')).toThrow(/something else than a list/);
  });
});

describe('marks of runs', () => {
  const id = 'b'.repeat(16);
  const strange = [
    ...['runs/../x/00000001-aaaaaaaa.hold', `runs/${id}/1-a.hold`, `runs/${id}/00000001-aaaaaaaa.hold/x`],
    ...[
      `runs/${id}/00000001-aaaaaaaa.other`,
      `/runs/${id}/00000001-aaaaaaaa.hold`,
      'runs/__proto__',
      `runs/${id}/00000001-aaaaaaaa.sign`,
      `runs/${id}/00000001-aaaaaaaa.hold-1`,
    ],
    ...[
      `runs/${id.toUpperCase()}/00000001-aaaaaaaa.hold`,
      `runs/${id}/00000001-aaaaaaaa.hold\n`,
      '\u001b[2J',
    ],
  ];

  it('are those of runs alone, whatever else lies there', () => {
    const key = `runs/${id}/00000002-aaaaaaaa.hold`;
    const listed = [...strange, key].map((one) => ({ key: one, size: 1, version: 'x', written: 0 }));
    const marks = readMarks(listed);
    expect([...marks.keys()]).toEqual([id]);
    expect(marks.get(id)!.map(({ token }) => token)).toEqual(['00000002-aaaaaaaa']);
  });
});

describe('lists of many pages', () => {
  let server: ObjectServer;
  afterEach(() => server[Symbol.asyncDispose]());

  it('are read to their end, and refused where they have none', async () => {
    server = await new ObjectServer().start();
    const client = new ObjectClient(storeAddress('s3://lab/x', server.environment));
    server.page = 3;
    for (let n = 0; n < 10; n++) await client.put(`k${n}`, 'x');
    await client.put('other', 'x');
    expect((await client.list('k')).map(({ key }) => key)).toEqual(
      Array.from({ length: 10 }, (_, n) => `k${n}`),
    );
    const more = page('<NextContinuationToken>t</NextContinuationToken>').replace('false', 'true');
    server.answer = () => ({ status: 200, body: more });
    await expect(client.list('k')).rejects.toThrow(/does not end/);
  });

  it('give no more bytes of an object than were asked for', async () => {
    server = await new ObjectServer().start();
    const client = new ObjectClient(storeAddress('s3://lab/x', server.environment));
    await client.put('large', 'x'.repeat(1000));
    await expect(client.get('large', 999)).rejects.toThrow(/larger than 999 bytes/);
    expect((await client.get('large', 1000))?.length).toBe(1000);
    expect(await client.get('none', 10)).toBeNull();
  });
});
