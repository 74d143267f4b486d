import { join } from 'node:path';
import { MetricsLog, type MetricsRecord, readLatestRunCheckpoint } from '@ftn/checkpoints/node';
import { metricOf } from '@ftn/metrics';
import { flatSettings } from '@ftn/training';
import { readJsonFile } from '../files/json-file.js';

/** A run as its folder tells of it. */
export interface FoundRun {
  readonly folder: string;
  /** `finished` where its test images were measured. */
  readonly state: 'finished' | 'unfinished' | 'broken';
  /** What it was run with, by paths such as `optimizers.factors.rate`; empty where its folder does not say. */
  readonly settings: Readonly<Record<string, string | number | boolean>>;
  /** Steps and epochs that are logged. */
  readonly step: number;
  readonly epoch: number;
  /** The mean loss of the last epoch, and the last validation; null where there is none. */
  readonly loss: number | null;
  readonly validation: number | null;
  /** What it reaches on its test images, by name; of several tasks or domains by `task/metric`. */
  readonly metrics: Readonly<Record<string, number>>;
}

/** A file of a run as an object of JSON; null where it is not there. */
const readObject = (folder: string, name: string): Promise<Record<string, unknown> | null> =>
  readJsonFile(join(folder, name), {
    problem: 'this is not an object of JSON',
    parse: (value) =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? (value as Record<string, unknown>)
        : undefined,
  });

/** The settings of a run: settings.json, or what the newest checkpoint of an earlier run says. */
async function settingsOf(folder: string): Promise<Record<string, unknown>> {
  const kept = await readObject(folder, 'settings.json');
  if (kept) return kept;
  const checkpoint = await readLatestRunCheckpoint(folder);
  const header = checkpoint?.header as unknown as { settings?: Record<string, unknown> } | undefined;
  return header?.settings ?? {};
}

const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);

/** The metrics of measured.json: of one task or domain by their names, of several with the name before. */
function metricsOf(kept: Record<string, unknown> | null): Record<string, number> {
  const measured = Object.entries((kept?.measured ?? {}) as Record<string, { metrics?: object }>);
  return Object.fromEntries(
    measured.flatMap(([of, one]) =>
      Object.entries(one?.metrics ?? {}).flatMap(([name, value]) =>
        isNumber(value) ? [[measured.length === 1 ? name : `${of}/${name}`, value] as const] : [],
      ),
    ),
  );
}

/** The last record of a kind. */
const lastOf = (records: readonly MetricsRecord[], kind: string) =>
  records.findLast((record) => record.kind === kind);

/**
 * What a run's folder tells. A file of it that is broken is told by `warn` and left out.
 *
 * @param warn told once for each file that is broken, with its name and why
 */
export async function readRun(folder: string, warn: (text: string) => void): Promise<FoundRun> {
  let broken = false;
  const unlessBroken = async <T>(work: () => Promise<T>, fallback: T): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      broken = true;
      warn((error as Error).message);
      return fallback;
    }
  };
  const log = join(folder, 'metrics.jsonl');
  const content = await unlessBroken(() => MetricsLog.read(log), { records: [], damaged: [] });
  if (content.damaged.length > 0) {
    broken = true;
    warn(
      `${log}: ${content.damaged.length} damaged lines are left out, the first is line ${content.damaged[0]}`,
    );
  }
  const settings = await unlessBroken(() => settingsOf(folder), {});
  const measured = await unlessBroken(() => readObject(folder, 'measured.json'), null);
  const epoch = lastOf(content.records, 'epoch');
  const state = broken ? 'broken' : measured ? 'finished' : 'unfinished';
  return {
    folder,
    state,
    settings: Object.fromEntries(flatSettings(settings)),
    step: content.records.at(-1)?.step ?? 0,
    epoch: isNumber(epoch?.epoch) ? epoch.epoch + 1 : 0,
    loss: isNumber(epoch?.loss) ? epoch.loss : null,
    validation: isNumber(epoch?.validation) ? epoch.validation : null,
    metrics: metricsOf(measured),
  };
}

/** The metric that tells how good a run is, the first of its own; undefined of a run that was not measured. */
export function scoreOfRun({
  metrics,
}: FoundRun): { readonly metric: string; readonly value: number } | undefined {
  const [first] = Object.entries(metrics);
  return first && { metric: metricOf(first[0].split('/').at(-1)!).name, value: first[1] };
}
