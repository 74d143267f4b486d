import { MismatchError } from '@ftn/errors';

/** Below this share of the names that are looked for, a prefix is chance: `conv1.weight` ends many names. */
const enough = 0.5;

/** How many of the wanted names stand below each prefix: '' or words that end with a dot. */
function countByPrefix(names: Iterable<string>, wanted: ReadonlySet<string>): Map<string, number> {
  const counts = new Map<string, number>();
  const longest = Math.max(0, ...[...wanted].map((name) => name.length));
  for (const name of names) {
    for (let start = 0; start >= 0; start = name.indexOf('.', start) + 1 || -1) {
      if (name.length - start > longest || !wanted.has(name.slice(start))) continue;
      const prefix = name.slice(0, start);
      counts.set(prefix, (counts.get(prefix) ?? 0) + 1);
    }
  }
  return counts;
}

/**
 * The words a file puts before a network's own names: `module.` (DataParallel), `model.` or `backbone.` (a network
 * within another), `_orig_mod.` (compiled), several of them, or ''. It is the prefix below which most of the wanted names
 * stand; '' where no prefix has half of them.
 *
 * @throws MismatchError where two have equally many: the file holds the network twice
 */
export function findPrefix(names: Iterable<string>, wanted: Iterable<string>, file?: string): string {
  const set = new Set(wanted);
  const found = [...countByPrefix(names, set)].filter(([, count]) => count >= enough * set.size);
  const most = Math.max(0, ...found.map(([, count]) => count));
  const equal = found.filter(([, count]) => count === most).map(([prefix]) => prefix);
  // A part of the network is no second copy.
  const best = equal.filter((prefix) => !equal.some((other) => other !== prefix && prefix.startsWith(other)));
  if (best.length <= 1) return best[0] ?? '';
  throw new MismatchError('the file holds the same network more than once', {
    ...(file === undefined ? {} : { file }),
    expected: 'one',
    got: `one below each of ${best.map((prefix) => `'${prefix}'`).join(', ')}`,
    hint: `Keep one of them by \`convert\` with \`prefix: ${best[0] || best[1]}\``,
  });
}
