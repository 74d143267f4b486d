import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { basename } from 'node:path';
import { textOf } from '../release/tarball.mjs';

/** What a registry says of a package of which it has one version. */
function description(tarball, url) {
  const manifest = JSON.parse(textOf(tarball, 'package.json'));
  const bytes = readFileSync(tarball);
  const hash = (algorithm, as) => createHash(algorithm).update(bytes).digest(as);
  const dist = {
    tarball: `${url}/-/${basename(tarball)}`,
    shasum: hash('sha1', 'hex'),
    integrity: `sha512-${hash('sha512', 'base64')}`,
  };
  const { name, version } = manifest;
  return { name, 'dist-tags': { latest: version }, versions: { [version]: { ...manifest, dist } } };
}

/**
 * A registry on loopback that has the tarballs given, and sends whoever asks for anything else to another registry.
 *
 * @param {Record<string, string>} packed paths of tarballs by the names of packages
 * @param {string} elsewhere the URL of the other registry
 * @returns {Promise<{ url: string, close: () => void }>}
 */
export async function startRegistry(packed, elsewhere) {
  const files = new Map(Object.values(packed).map((path) => [`/-/${basename(path)}`, path]));
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url, 'http://localhost').pathname);
    const tarball = packed[path.slice(1)];
    if (files.has(path)) response.end(readFileSync(files.get(path)));
    else if (tarball) {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(description(tarball, url)));
    } else response.writeHead(302, { location: elsewhere.replace(/\/$/, '') + request.url }).end();
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${server.address().port}`;
  return { url, close: () => server.closeAllConnections() ?? server.close() };
}
