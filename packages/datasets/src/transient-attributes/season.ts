/** The four seasons, in the order of their labels. */
export const seasons = ['spring', 'summer', 'autumn', 'winter'] as const;

/** A season of the year. */
export type Season = (typeof seasons)[number];
