import { systemLabel } from '@ftn/report';
import { methodDefinitions } from '@ftn/tensor-factors';

/** What tasks are called where people read them, where that is not their name. */
const taskTitles = { edge: 'edges', semseg: 'segmentation' };

/** What methods and tasks are called where people read them; methods of one's own by their titles. */
export const displayNames = (): Readonly<Record<string, string>> => ({
  ...Object.fromEntries(methodDefinitions().map(({ name, title }) => [name, title])),
  ...taskTitles,
});

/** A method's or a task's name where people read it: its own where there is no other. */
export function displayName(id: string): string {
  const names = displayNames();
  return (Object.hasOwn(names, id) ? names[id] : undefined) ?? id;
}

/** A method with its rank and its variant, where it has them. */
export interface NamedSystem {
  readonly method: string;
  readonly rank: number | null;
  readonly variant?: string | undefined;
}

/** What names a system in a row of a table. */
export const systemColumns = ({ method, rank, variant }: NamedSystem) => ({
  method,
  ...(rank === null ? {} : { rank }),
  ...(variant === undefined ? {} : { variant }),
});

/** What a system is called in tables, legends and charts: `FTN R=8`. */
export const shownSystem = (system: NamedSystem): string =>
  systemLabel(systemColumns(system), displayNames());

/** What the paper calls a system in a recipe: by method, and by rank where it has one (`ftn-1`); no variant is the paper's. */
export const paperName = ({ method, rank, variant }: NamedSystem): string =>
  [method, rank === null ? '' : `-${rank}`, variant === undefined ? '' : ` (${variant})`].join('');
