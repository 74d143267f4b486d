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

/** A method with its rank, where it has one. */
export interface NamedSystem {
  readonly method: string;
  readonly rank: number | null;
}

/** What a system is called in tables, legends and charts: `FTN R=8`. */
export const shownSystem = ({ method, rank }: NamedSystem): string =>
  systemLabel(rank === null ? { method } : { method, rank }, displayNames());

/** What the paper calls a system in a recipe: by method, and by rank where it has one (`ftn-1`). */
export const paperName = ({ method, rank }: NamedSystem): string =>
  rank === null ? method : `${method}-${rank}`;
