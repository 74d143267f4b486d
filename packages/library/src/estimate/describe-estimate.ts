import type { SweepEstimate } from './estimate-runs.js';

/** A number of something, with an s where it is not one. */
const counted = (value: number, unit: string) => `${value} ${unit}${value === 1 ? '' : 's'}`;

/** A time to two digits at most: what is estimated is not known better. */
function aboutTime(seconds: number): string {
  if (seconds < 90) return counted(Math.max(1, Math.round(seconds)), 'second');
  const [minutes, hours] = [seconds / 60, seconds / 3600];
  if (minutes < 90) return counted(Math.round(minutes), 'minute');
  const [value, unit] = hours < 48 ? [hours, 'hour'] : [hours / 24, 'day'];
  return counted(value < 10 ? Math.round(value * 10) / 10 : Math.round(value), unit);
}

/** Bytes in the largest decimal unit that leaves one or more. */
function aboutBytes(bytes: number): string {
  const units = ['kB', 'MB', 'GB', 'TB'];
  const scale = Math.min(units.length, Math.max(1, Math.floor(Math.log10(Math.max(bytes, 1)) / 3)));
  const value = bytes / 1000 ** scale;
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${units[scale - 1]}`;
}

/** Who trains the runs that a queue hands out, as long as nobody knows how many workers come. */
export const oneWorker = 'by one worker like this machine';

/**
 * A line on what is left: `12 runs to do: about 14 minutes with 2 at once, up to 0.4 GB each, 3.1 MB on disk`.
 *
 * @param how who trains them; default so many at once
 */
export function describeEstimate(
  { runs, atOnce, seconds, memory, disk }: SweepEstimate,
  how = runs === 1 ? '' : atOnce === 1 ? 'one at a time' : `with ${atOnce} at once`,
): string {
  const each = `up to ${(memory / 1e9).toFixed(1)} GB${runs === 1 ? '' : ' each'}`;
  return `${counted(runs, 'run')} to do: about ${aboutTime(seconds)}${how && ` ${how}`}, ${each}, ${aboutBytes(disk)} on disk`;
}
