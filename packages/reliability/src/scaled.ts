const share = Number(process.env.FTN_N ?? 0.1);

/** A count of the bar, times FTN_N: 1 is the whole figure, 0.1 (the default) what every change is tested with. */
export const scaled = (full: number, least = 1): number => Math.max(least, Math.round(full * share));
