import { systemLabel } from '@ftn/report';

/** What methods and tasks are called where people read them. */
export const displayNames: Readonly<Record<string, string>> = {
  'feature-extractor': 'Feature extractor',
  'fc-and-bn-only': 'FC and BN only',
  ftn: 'FTN',
  taps: 'TAPS',
  adashare: 'AdaShare',
  'fine-tuning': 'Fine-tuning',
  edge: 'edges',
  semseg: 'segmentation',
};

/** A method's or a task's name where people read it: its own where there is no other. */
export const displayName = (id: string): string =>
  (Object.hasOwn(displayNames, id) ? displayNames[id] : undefined) ?? id;

/** A method with its rank, where it has one. */
export interface NamedSystem {
  readonly method: string;
  readonly rank: number | null;
}

/** What a system is called in tables, legends and charts: `FTN R=8`. */
export const shownSystem = ({ method, rank }: NamedSystem): string =>
  systemLabel(rank === null ? { method } : { method, rank }, displayNames);

/** What the paper calls a system in a recipe: by method, and by rank where it has one (`ftn-1`). */
export const paperName = ({ method, rank }: NamedSystem): string =>
  rank === null ? method : `${method}-${rank}`;
