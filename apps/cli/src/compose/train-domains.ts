import { join } from 'node:path';
import { type Domain, describeDomain } from '@ftn/adapters';
import type { Backbone } from '@ftn/backbones';
import { startEngine } from '@ftn/engine';
import { formatComparison } from '@ftn/report';
import type { ComparisonResult } from '@ftn/training';
import type { Terminal } from '../terminal/terminal.js';
import { openBackbone, randomBackbone, weightsFile } from './backbone.js';
import { shownPath } from './comparison-report.js';
import { displayNames } from './display-names.js';
import type { DomainData } from './domain-data.js';
import { engineLine } from './engine-line.js';
import { writeMerged } from './merge-network.js';
import { resultTable } from './result-table.js';
import { inputOf, saveAdapter } from './save-adapter.js';
import type { StopSignal } from './stop-signal.js';
import { trainRun } from './train-run.js';
import type { ResolvedTraining } from './training-choice.js';

export interface TrainDomainsOptions extends ResolvedTraining {
  readonly domains: readonly DomainData[];
  readonly weights?: string | undefined;
  /** Random weights instead of a trained backbone; a new backbone is written instead of an adapter. */
  readonly fromScratch: boolean;
  /** The run's folder; several domains get a folder each in it. */
  readonly out: string;
  readonly config: string;
  readonly resume: boolean;
  readonly saveEvery?: number | undefined;
  readonly workers?: number | undefined;
  readonly memoryLimit?: number | undefined;
  readonly json: boolean;
}

/** Trains every domain over one backbone, each in its own folder, and shows how they did. */
export async function trainDomains(
  options: TrainDomainsOptions,
  stop: StopSignal,
  terminal: Terminal,
): Promise<void> {
  const { recipe, domains, weights, fromScratch, out } = options;
  const choice = { name: recipe.backbone, weights };
  // Said before an engine starts for nothing.
  if (!fromScratch) weightsFile(choice);
  const engine = await startEngine();
  terminal.note(engineLine(engine));
  stop.throwIfRequested();
  const backbone: Backbone = fromScratch
    ? randomBackbone(recipe.backbone, recipe.seed)
    : await openBackbone(choice);
  const folderOf = (data: DomainData) => (domains.length === 1 ? out : join(out, data.name));
  const results: ComparisonResult[] = [];
  try {
    for (const data of domains) {
      const directory = folderOf(data);
      const save = async (domain: Domain, metrics: Readonly<Record<string, number>>) => {
        const details = { input: inputOf(recipe), metrics };
        if (fromScratch) {
          const manifest = await describeDomain(domain, details);
          await writeMerged(domain, manifest, join(directory, 'backbone.safetensors'));
        } else await saveAdapter(domain, join(directory, 'adapter'), details);
      };
      results.push(await trainRun({ ...options, data, backbone, engine, directory, save, stop, terminal }));
      const made = join(directory, fromScratch ? 'backbone.safetensors' : 'adapter');
      terminal.note(
        `${data.name}: test ${results.at(-1)!.accuracy.toFixed(2)} %, written to ${shownPath(made)}`,
      );
    }
  } finally {
    backbone.dispose();
  }
  const { means, ...table } = resultTable({
    id: 'train',
    engine: engine.name,
    backbone: recipe.backbone,
    results,
  });
  const rows = domains.length === 1 ? table.rows : [...table.rows, ...means];
  const text = formatComparison(
    { ...table, rows },
    { width: terminal.width, color: terminal.color, names: displayNames },
  );
  if (options.json) terminal.json(table);
  else terminal.print(text);
}
