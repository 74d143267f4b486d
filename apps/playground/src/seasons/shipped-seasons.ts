/** The season that the generator that ships was trained on. */
export const ownSeason = 'summer';

/** The seasons it was adapted to: their adapters come with the page. */
export const shippedSeasons: readonly string[] = ['winter', 'spring', 'autumn'];
