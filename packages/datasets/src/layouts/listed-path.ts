/** Why a path that a file names may not be followed, or null where it may: it must stay below the data set's folder. */
export function pathFault(path: string): string | null {
  if (path === '') return 'is empty';
  if (path.includes('\0')) return 'holds a zero byte';
  if (path.includes('\\')) return 'holds a backslash';
  if (path.startsWith('/') || /^[a-z]:/i.test(path)) return 'is absolute';
  if (path.split('/').some((part) => part === '..' || part === '.' || part === ''))
    return "holds '.', '..' or '//'";
  return null;
}

/** The same for the name of a file in a known folder. */
export function nameFault(name: string): string | null {
  return pathFault(name) ?? (name.includes('/') ? 'is a path, not a name' : null);
}
