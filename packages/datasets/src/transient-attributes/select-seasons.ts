import { type AnnotationRow, confidenceOf, scoreOf } from './annotation-row.js';
import { type Season, seasons } from './season.js';

/** Thresholds for assigning images to seasons. */
export interface SeasonSelectionOptions {
  /** The least score of the image's season. */
  readonly minScore?: number;
  /** The least confidence in that score. */
  readonly minConfidence?: number;
  /** The least score of 'daylight'; an image of the night scores lower, or higher for 'night'. */
  readonly minDaylight?: number;
}

/** How many training images of each season the paper had (supplement E.1). */
export const publishedSeasons: Readonly<Record<Season, number>> = {
  spring: 1405,
  summer: 1875,
  autumn: 1353,
  winter: 2566,
};

/**
 * The season of an image: the one with the highest score (ties go to the one annotators were more confident of);
 * 'night' where it was not taken by day, 'unsure' where the season is below the thresholds.
 *
 * The paper does not give its thresholds; the defaults take every image of the day by its highest score.
 */
export function seasonOf(
  row: AnnotationRow,
  options: SeasonSelectionOptions = {},
): Season | 'night' | 'unsure' {
  const { minScore = 0, minConfidence = 0, minDaylight = 0.5 } = options;
  const daylight = scoreOf(row, 'daylight');
  if (daylight < minDaylight || scoreOf(row, 'night') > daylight) return 'night';
  const best = seasons.reduce((a, b) => {
    const difference = scoreOf(row, b) - scoreOf(row, a);
    if (difference !== 0) return difference > 0 ? b : a;
    return confidenceOf(row, b) > confidenceOf(row, a) ? b : a;
  });
  const sure = scoreOf(row, best) >= minScore && confidenceOf(row, best) >= minConfidence;
  return sure ? best : 'unsure';
}
