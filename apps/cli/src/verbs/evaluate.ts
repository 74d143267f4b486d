import { readAdapterFolder } from '@ftn/adapters/node';
import { startEngine } from '@ftn/engine';
import { evaluateDomain } from '@ftn/training';
import { Command } from 'commander';
import { openData } from '../compose/data-source.js';
import { type SplitName, splitNames } from '../compose/domain-data.js';
import { engineLine } from '../compose/engine-line.js';
import { shippedGenerator } from '../compose/generation/open-generator.js';
import { evaluationLoader } from '../compose/loaders.js';
import { matchClasses } from '../compose/match-classes.js';
import { openAdapter } from '../compose/open-adapter.js';
import { pickDomain } from '../compose/pick-domain.js';
import { columns } from '../terminal/columns.js';
import type { Terminal } from '../terminal/terminal.js';
import { evaluateSeason } from './evaluate-generator.js';
import { evaluateTask } from './evaluate-task.js';
import { oneOf, optionalNumber, required } from './flags.js';

interface EvaluateFlags {
  adapter?: string;
  weights?: string;
  generator: string;
  data?: string;
  split: SplitName;
  limit?: string;
  workers?: string;
  json?: boolean;
}

async function evaluate(flags: EvaluateFlags, terminal: Terminal): Promise<void> {
  const folder = required('--adapter FOLDER', flags.adapter);
  const adapter = await readAdapterFolder(folder);
  const { network, task } = adapter.manifest;
  if (network.kind === 'generator') return evaluateSeason(folder, flags, terminal);
  if (task !== 'classification') return evaluateTask(adapter, flags, terminal);
  const spec = required('--data SPEC', flags.data);
  const workers = optionalNumber('workers', flags.workers);
  const limit = optionalNumber('limit', flags.limit, 2);
  const engine = await startEngine();
  terminal.note(engineLine(engine));
  const { domain, manifest, settings, dispose } = await openAdapter(adapter, flags.weights);
  const domains = await openData(spec, { size: settings.size, limit });
  const { name, [flags.split]: images } = pickDomain(domains, manifest.name, spec);
  const dataset = matchClasses(images, manifest.outputs, folder);
  const loader = evaluationLoader(dataset, settings, workers);
  try {
    let done = 0;
    const result = await evaluateDomain(domain, loader.batches(0), (count) => {
      done += count;
      terminal.progress(`${name}: ${flags.split}`, { done, total: dataset.length });
    });
    terminal.endProgress();
    const { top1, top5, perClass } = result;
    const classes = manifest.outputs.map((label, i) => ({ class: label, ...perClass[i]! }));
    if (flags.json) {
      const row = (metric: string, value: number) => ({
        method: manifest.method,
        domain: name,
        metric,
        value,
      });
      const rows = [row('accuracy', top1), row('top5', top5)];
      terminal.json({
        id: 'evaluate',
        engine: engine.name,
        split: flags.split,
        images: result.count,
        rows,
        classes,
      });
      return;
    }
    terminal.print(`${name}, ${flags.split}: ${result.count} images`);
    terminal.print(`top-1 ${top1.toFixed(2)} %, top-5 ${top5.toFixed(2)} %`);
    terminal.print('');
    const percent = (value: number) => (Number.isNaN(value) ? '–' : value.toFixed(2));
    const rows = classes.map(({ class: label, count, correct, accuracy }) => ({
      class: label,
      images: count,
      correct,
      'accuracy %': percent(accuracy),
    }));
    for (const line of columns(rows)) terminal.print(line);
  } finally {
    await loader.close();
    dispose();
  }
}

/** `ftn evaluate`: how well an adapter does on a set of images; a classifier over all and class by class. */
export function evaluateVerb(terminal: Terminal): Command {
  return new Command('evaluate')
    .description(
      'measure an adapter on a set of images: accuracy class by class, or the metrics of its dense task',
    )
    .option('--adapter <folder>', "the adapter's folder, or the run's")
    .option('--data <spec>', "a folder with train/ and test/, or a word that 'ftn list data' shows")
    .option('--weights <file>', "the backbone's weights; default those that ship")
    .option('--generator <name|file>', "what a generator's adapter was trained over", shippedGenerator)
    .option(
      '--split <name>',
      `${splitNames.join(', ')}; a generator knows only what it was adapted to`,
      oneOf('split', splitNames),
      'test' as const,
    )
    .option('--limit <n>', 'at most so many images of each class; of a dense task, in all')
    .option('--workers <n>', 'threads that decode')
    .option('--json', 'print the results as one JSON object')
    .action((flags: EvaluateFlags) => evaluate(flags, terminal));
}
