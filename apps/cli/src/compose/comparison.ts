import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomic } from '@ftn/checkpoints/node';
import { startEngine } from '@ftn/engine';
import { formatComparison, renderComparisonHtml, type SampleGroup } from '@ftn/report';
import type { Recipe } from '@ftn/training';
import type { Terminal } from '../terminal/terminal.js';
import { type BackboneChoice, openBackbone } from './backbone.js';
import { type ComparisonChoice, planSystems, systemLabel } from './comparison-plan.js';
import { comparisonReport, displayNames, shownPath } from './comparison-report.js';
import { comparisonStorage, systemFolder } from './comparison-storage.js';
import type { DomainData } from './domain-data.js';
import { engineLine } from './engine-line.js';
import { createLoaders, type DomainLoaders } from './loaders.js';
import { resultTable } from './result-table.js';
import { runComparison } from './run-comparison.js';
import { samplePredictions } from './sample-predictions.js';
import { saveAdapter } from './save-adapter.js';
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
  readonly json: boolean;
  readonly workers?: number | undefined;
  /** Keep every run's checkpoints under `out`; default false, for what takes a minute. */
  readonly keepRuns?: boolean;
  /** Go on with the runs that are there. */
  readonly resume?: boolean;
  readonly stop: StopSignal;
}

const resumeHint = 'Run the same command with --resume to go on.';

/** Trains, evaluates and reports every chosen system on every domain; the table goes to the terminal and to files. */
export async function compare(options: ComparisonOptions, terminal: Terminal): Promise<void> {
  const { recipe, domains, seeds, out, stop, resume = false, keepRuns = resume } = options;
  const systems = planSystems(recipe, options);
  const engine = await startEngine();
  terminal.note(engineLine(engine));
  const choice: BackboneChoice = { name: recipe.backbone, weights: options.weights };
  const backbone = await openBackbone(choice);
  await mkdir(out, { recursive: true });
  const loaders = new Map<number, DomainLoaders[]>();
  const samples: SampleGroup[] = [];
  // The page shows what the last system of lowest cost that adapts the network makes of test images.
  const shown = systemLabel(systems.filter((system) => system.rank !== null).at(-1) ?? systems.at(-1)!);
  try {
    const storage = keepRuns
      ? await comparisonStorage({ out, recipe, domains, backbone, engine, resume, stop, terminal })
      : undefined;
    const nothingKept = keepRuns ? 'finished runs are kept' : 'nothing was kept';
    const results = await runComparison({
      backbone,
      systems,
      seeds,
      ...(storage ? { storage } : {}),
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
      async onTrained(domain, result) {
        if (result.seed !== seeds[0]) return;
        const label = systemLabel(result.system);
        const metrics = { accuracy: result.accuracy };
        await saveAdapter(domain, join(out, systemFolder(result.system), domain.name), recipe, metrics);
        if (label !== shown) return;
        const data = loaders.get(result.seed)!.find(({ name }) => name === domain.name)!;
        const title = `${displayNames[result.system.method] ?? label} on ${domain.name}`;
        const choice = { input: recipe.input, title, count: 12, total: data.testImages };
        samples.push(await samplePredictions(domain, data.test(), choice));
      },
    });
    const table = resultTable({ id: options.id, engine: engine.name, backbone: recipe.backbone, results });
    const page = comparisonReport({ ...options, table, results, samples, engine });
    await writeFileAtomic(join(out, 'report.html'), Buffer.from(renderComparisonHtml(page)));
    await writeFileAtomic(join(out, 'table.json'), Buffer.from(`${JSON.stringify(table, null, 2)}\n`));
    const shownTable = { ...table, rows: [...table.rows, ...table.means] };
    const text = formatComparison(shownTable, {
      width: terminal.width,
      color: terminal.color,
      names: displayNames,
    });
    if (options.json) {
      terminal.note(text);
      terminal.note(`report: ${shownPath(join(out, 'report.html'))}`);
      terminal.json(table);
    } else {
      terminal.print(text);
      terminal.print(`report: ${shownPath(join(out, 'report.html'))}`);
    }
  } finally {
    await Promise.all([...loaders.values()].flat().map((loader) => loader.close()));
    backbone.dispose();
  }
}
