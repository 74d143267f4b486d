/** What a package offers its users to import, by its manifest; nothing where it holds no code, as prebuilt addons. */
export function entriesOf({ name, exports }) {
  return Object.keys(exports)
    .filter((entry) => !entry.endsWith('.json'))
    .map((entry) => name + entry.slice(1));
}

/** The packages that a program imports from, each once. */
export function packagesOf(program) {
  return [...new Set([...program.matchAll(/from '((?:@[\w-]+\/)?[\w-]+)/g)].map(([, one]) => one))];
}
