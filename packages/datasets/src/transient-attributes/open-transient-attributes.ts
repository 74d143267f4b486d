import { FormatError } from '@ftn/errors';
import type { ImageDataset } from '../image-dataset.js';
import { type AnnotatedFile, scanTransientAttributes } from './scan-transient-attributes.js';
import { type Season, seasons } from './season.js';
import { publishedSeasons, type SeasonSelectionOptions, seasonOf } from './select-seasons.js';

/** How many images a selection found of a season, beside how many the paper had. */
export interface SeasonCount {
  readonly season: Season;
  readonly images: number;
  readonly published: number;
}

/** The Transient Attributes by season. */
export interface TransientSeasons {
  /** Each season's images; the label is the camera. */
  readonly seasons: Readonly<Record<Season, ImageDataset>>;
  readonly counts: readonly SeasonCount[];
  /** Images left out: not taken by day, or of no season that passes the thresholds. */
  readonly night: number;
  readonly unsure: number;
}

/**
 * The Transient Attributes (Laffont et al. 2014): webcam images with 40 annotated attributes, sorted into seasons;
 * those of the night are left out.
 *
 * Expects `annotations/annotations.tsv` and `imageAlignedLD/` (or `imageLD/`).
 *
 * @throws FormatError with file and line for the first row that does not parse or whose image is missing;
 *   `checkTransientAttributes` finds them all
 */
export async function openTransientAttributes(
  root: string,
  options: SeasonSelectionOptions = {},
): Promise<TransientSeasons> {
  const { cameras, files, findings } = await scanTransientAttributes(root);
  const errors = findings.problems.filter(({ severity }) => severity === 'error');
  const [first] = errors;
  if (first) {
    const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
    throw new FormatError(`${first.problem}${more}`, {
      file: first.file,
      ...(first.line === undefined ? {} : { line: first.line }),
      hint: first.hint,
    });
  }
  const chosen: Record<Season | 'night' | 'unsure', AnnotatedFile[]> = {
    spring: [],
    summer: [],
    autumn: [],
    winter: [],
    night: [],
    unsure: [],
  };
  for (const file of files) chosen[seasonOf(file.row, options)].push(file);
  const datasets = Object.fromEntries(
    seasons.map((season) => [
      season,
      cameraDataset(`transient-attributes/${season}`, cameras, chosen[season]),
    ]),
  ) as Record<Season, ImageDataset>;
  return {
    seasons: datasets,
    counts: seasons.map((season) => ({
      season,
      images: chosen[season].length,
      published: publishedSeasons[season],
    })),
    night: chosen.night.length,
    unsure: chosen.unsure.length,
  };
}

function cameraDataset(
  name: string,
  cameras: readonly string[],
  files: readonly AnnotatedFile[],
): ImageDataset {
  const labels = files.map(({ row }) => cameras.indexOf(row.camera));
  return {
    name,
    classes: cameras,
    length: files.length,
    label: (index) => labels[index]!,
    image: (index) => ({ kind: 'file', path: files[index]!.path }),
  };
}
