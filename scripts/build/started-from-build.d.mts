/** A plugin of Vite: what sources start beside themselves is taken from the build in `folder`. */
export function startedFromBuild(folder: string): {
  name: string;
  enforce: 'pre';
  transform(code: string, id: string): { code: string; map: null } | null;
};
