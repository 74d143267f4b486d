// What is packed differs from what stands in the clone; pnpm asks here when it packs or publishes a package.
const { publishedManifest } = require('./scripts/release/published-manifest.cjs');

module.exports = { hooks: { beforePacking: (manifest, folder) => publishedManifest(manifest, folder) } };
