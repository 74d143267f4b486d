/** How far a piece of work is, as a progress bar shows it. */
export interface ProgressView {
  readonly label: string;
  readonly done: number;
  readonly total: number;
  /** Seconds to come; not finite where nothing can be said yet. */
  readonly eta: number;
  readonly detail: string;
}

const barCells = 24;
/** A bar of fewer cells says nothing. */
const fewestCells = 8;

/** `2m50s`, `1h05m`; the two largest units. */
export function shortTime(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole}s`;
  const [minutes, hours] = [Math.floor(whole / 60), Math.floor(whole / 3600)];
  const two = (n: number) => String(n).padStart(2, '0');
  if (hours === 0) return `${minutes}m${two(whole % 60)}s`;
  return hours < 48 ? `${hours}h${two(minutes % 60)}m` : `${Math.floor(hours / 24)}d${two(hours % 24)}h`;
}

const cut = (text: string, width: number) =>
  text.length <= width ? text : width < 1 ? '' : `${text.slice(0, width - 1)}…`;

/**
 * `label ██░░ 42/100 · 2m50s left · loss 0.412`, in at most `width` characters: the bar becomes shorter and what follows is
 * cut from its end, so that the time left stays to be seen.
 */
export function progressLine({ label, done, total, eta, detail }: ProgressView, width: number): string {
  const count = `${done}/${total}`;
  const left = Number.isFinite(eta) && eta > 0 && done > 0 && done < total ? [`${shortTime(eta)} left`] : [];
  const fixed = [`${count}`, ...left].join(' · ');
  const bar = Math.min(barCells, Math.max(fewestCells, width - label.length - fixed.length - 2));
  const full = Math.round(bar * Math.min(1, Math.max(0, done / Math.max(total, 1e-9))));
  const name = cut(label, width - bar - fixed.length - 2);
  const head = `${name} ${'█'.repeat(full)}${'░'.repeat(bar - full)} ${fixed}`;
  const room = width - head.length - 3;
  return detail === '' || room < 8 ? head : `${head} · ${cut(detail, room)}`;
}
