import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomic } from '@ftn/checkpoints/node';
import { startEngine } from '@ftn/engine';
import { type ComparisonReport, formatComparison, renderComparisonHtml, type SampleGroup } from '@ftn/report';
import type { Recipe } from '@ftn/training';
import type { Terminal } from '../terminal/terminal.js';
import { adaptedShares } from './adapted-shares.js';
import { type BackboneChoice, openBackbone } from './backbone.js';
import { type ComparisonChoice, planSystems, systemLabel } from './comparison-plan.js';
import { comparisonReport, shownPath } from './comparison-report.js';
import { comparisonStorage, systemFolder } from './comparison-storage.js';
import { displayNames } from './display-names.js';
import type { DomainData } from './domain-data.js';
import { engineLine } from './engine-line.js';
import { createLoaders, type DomainLoaders } from './loaders.js';
import { type AdapterNorms, normsOf } from './norm-maps.js';
import { type ComparisonTable, resultTable } from './result-table.js';
import { runComparison } from './run-comparison.js';
import { samplePredictions } from './sample-predictions.js';
import { inputOf, saveAdapter } from './save-adapter.js';
import { saveBackbone } from './save-backbone.js';
import type { StopSignal } from './stop-signal.js';

export interface ComparisonOptions extends ComparisonChoice {
  readonly id: string;
  readonly recipe: Recipe;
  readonly weights?: string | undefined;
  readonly domains: readonly DomainData[];
  readonly data: string;
  readonly seeds: readonly number[];
  /** Choose every method's rates on the validation sets first, with the recipe's budget. */
  readonly tune: boolean;
  /** Where the table, the page and the adapters go. */
  readonly out: string;
  readonly command: string;
  readonly workers?: number | undefined;
  /** Keep every run's checkpoints under `out`; default false, for what takes a minute. */
  readonly keepRuns?: boolean;
  /** Go on with the runs that are there. */
  readonly resume?: boolean;
  readonly stop: StopSignal;
}

const resumeHint = 'Run the same command with --resume to go on.';

/** A comparison whose systems are trained: its numbers, and the page that shows them. */
export interface Comparison {
  readonly table: ComparisonTable;
  readonly page: ComparisonReport;
  /** What else `--json` prints, by its name. */
  readonly details?: Readonly<Record<string, unknown>>;
}

/** Trains and evaluates every chosen system on every domain; adapters go to `out`/SYSTEM/DOMAIN. */
export async function trainComparison(options: ComparisonOptions, terminal: Terminal): Promise<Comparison> {
  const { recipe, domains, seeds, out, stop, resume = false, keepRuns = resume } = options;
  const systems = planSystems(recipe, options);
  const engine = await startEngine();
  terminal.note(engineLine(engine));
  const choice: BackboneChoice = { name: recipe.backbone, weights: options.weights };
  const backbone = await openBackbone(choice);
  await mkdir(out, { recursive: true });
  const loaders = new Map<number, DomainLoaders[]>();
  const samples: SampleGroup[] = [];
  const norms: AdapterNorms[] = [];
  // The page shows what the last system of lowest cost that adapts the network makes of test images.
  const shown = systemLabel(systems.filter((system) => system.rank !== null).at(-1) ?? systems.at(-1)!);
  try {
    const storage = keepRuns
      ? await comparisonStorage({ out, recipe, domains, backbone, engine, resume, stop, terminal })
      : undefined;
    const nothingKept = keepRuns ? 'finished runs are kept' : 'nothing was kept';
    const { results, policies } = await runComparison({
      backbone,
      systems,
      seeds,
      ...(storage ? { storage } : {}),
      stop,
      throwIfStopped: () => stop.throwIfRequested(nothingKept, keepRuns ? resumeHint : undefined),
      tuningBudget: options.tune ? recipe.tuningBudget : 0,
      terminal,
      loaders(seed) {
        const made =
          loaders.get(seed) ??
          domains.map((data) => createLoaders(data, recipe, { seed, workers: options.workers }));
        loaders.set(seed, made);
        return made;
      },
      async onGroupTrained({ backbone: trained }, system, seed) {
        if (seed === seeds[0])
          await saveBackbone(trained, join(out, systemFolder(system), 'backbone.safetensors'));
      },
      async onTrained(domain, result) {
        if (result.seed !== seeds[0]) return;
        const metrics = { accuracy: result.accuracy };
        const folder = join(out, systemFolder(result.system), domain.name);
        await saveAdapter(domain, folder, { input: inputOf(recipe), metrics });
        if (result.system.rank !== null) norms.push(normsOf(domain));
        const label = systemLabel(result.system);
        if (label !== shown) return;
        const data = loaders.get(result.seed)!.find(({ name }) => name === domain.name)!;
        const title = `${displayNames[result.system.method] ?? label} on ${domain.name}`;
        const choice = { input: recipe.input, title, count: 12, total: data.testImages };
        samples.push(await samplePredictions(domain, data.test(), choice));
      },
    });
    const described = { id: options.id, engine: engine.name, backbone: recipe.backbone };
    const table = resultTable({ ...described, results, paper: recipe });
    const adapted = adaptedShares(results, backbone.architecture.convolutions.length);
    const page = comparisonReport({ ...options, table, results, policies, adapted, samples, norms, engine });
    return { table, page, details: { adapted, policies: policies.map(({ policy }) => policy) } };
  } finally {
    await Promise.all([...loaders.values()].flat().map((loader) => loader.close()));
    backbone.dispose();
  }
}

/** Writes a comparison's table and page to `out` and shows the table, with --json as an object. */
export async function publishComparison(
  { table, page, details = {} }: Comparison,
  { out, json }: { readonly out: string; readonly json: boolean },
  terminal: Terminal,
): Promise<void> {
  const object = { ...table, ...details };
  await writeFileAtomic(join(out, 'report.html'), Buffer.from(renderComparisonHtml(page)));
  await writeFileAtomic(join(out, 'table.json'), Buffer.from(`${JSON.stringify(object, null, 2)}\n`));
  const text = formatComparison(
    { ...table, rows: [...table.rows, ...table.means] },
    { width: terminal.width, color: terminal.color, names: displayNames },
  );
  const say = json ? terminal.note.bind(terminal) : terminal.print.bind(terminal);
  say(text);
  say(`report: ${shownPath(join(out, 'report.html'))}`);
  if (json) terminal.json(object);
}

/** Trains, evaluates and reports every chosen system on every domain. */
export async function compare(
  options: ComparisonOptions & { readonly json: boolean },
  terminal: Terminal,
): Promise<void> {
  await publishComparison(await trainComparison(options, terminal), options, terminal);
}
