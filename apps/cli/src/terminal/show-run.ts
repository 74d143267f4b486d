import type { EpochEvent, Run, RunEvent, StepEvent } from '@ftn/library';
import { engineLine } from './engine-line.js';
import type { Terminal } from './terminal.js';
import { formatThroughput, Throughput } from './throughput.js';

/** A metric's value with its unit. */
type Shown = (metric: string, value: number) => string;

const digitsOf = (value: number) => (Math.abs(value) < 0.1 ? 4 : 3);

/** `0.412`, or `semseg 0.812, depth 0.301` where there are several. */
function lossesOf({ losses }: StepEvent): string {
  const all = Object.entries(losses);
  const shown = all.map(([task, loss]) => {
    const value = loss.toFixed(digitsOf(loss));
    return all.length === 1 ? value : `${task} ${value}`;
  });
  return shown.join(', ');
}

function epochLine({ run, epoch, epochs, loss, metrics, best }: EpochEvent, shown: Shown): string {
  const held = Object.entries(metrics).map(([name, value]) => `validation ${name} ${shown(name, value)}`);
  const validation = held.length === 0 ? '' : `, ${held.join(', ')}${best ? ' (best so far)' : ''}`;
  const of = epochs === null ? '' : ` of ${epochs}`;
  return `${run}: epoch ${epoch + 1}${of}: loss ${loss.toFixed(4)}${validation}`;
}

/** Shows what a run tells, one event at a time. */
class RunView {
  readonly #terminal: Terminal;
  readonly #throughput = new Map<string, Throughput>();
  readonly #shown: Shown;
  #run = '';

  constructor(terminal: Terminal, shown: Shown) {
    this.#terminal = terminal;
    this.#shown = shown;
  }

  show(event: RunEvent): void {
    const terminal = this.#terminal;
    switch (event.kind) {
      case 'engine':
        terminal.note(engineLine(event.engine));
        break;
      case 'note':
        terminal.note(event.text);
        break;
      case 'step':
        this.#step(event);
        break;
      case 'epoch':
        terminal.note(epochLine(event, this.#shown));
        break;
      case 'progress': {
        const { label, done, total, detail } = event;
        terminal.progress(label, { done, total, ...(detail === undefined ? {} : { detail }) });
        break;
      }
      case 'done':
        terminal.endProgress();
        break;
      case 'result':
        break;
    }
  }

  #step(event: StepEvent): void {
    const { run, step, totalSteps, epoch, epochs, images, seconds, whole } = event;
    const throughput = this.#throughput.get(run) ?? new Throughput();
    this.#throughput.set(run, throughput);
    const speed = `${formatThroughput(throughput.add(images, seconds))} images/s`;
    const loss = `loss ${lossesOf(event)} · ${speed}`;
    if (whole) {
      // Where lines are printed now and then, each of several runs has one at least.
      if (run !== this.#run) this.#terminal.endProgress();
      this.#run = run;
      this.#terminal.progress('comparing', { ...whole, detail: `${run} · ${loss}` });
      return;
    }
    const at = epochs === null ? '' : `epoch ${epoch + 1}/${epochs} · `;
    this.#terminal.progress(run, { done: step, total: totalSteps, detail: `${at}${loss}` });
  }
}

/** Shows a run's events until it ends, and returns its result; `quiet` leaves out the engine's line. */
export async function showRun<T>(
  run: Run<T>,
  terminal: Terminal,
  { quiet = false }: { readonly quiet?: boolean } = {},
): Promise<T> {
  const { formatMetric, metricOf } = await import('@ftn/metrics');
  const view = new RunView(terminal, (name, value) => formatMetric(metricOf(name), value));
  for await (const event of run) if (!quiet || event.kind !== 'engine') view.show(event);
  terminal.endProgress();
  return await run;
}
