import { startEngine } from '@ftn/engine';
import { columns } from '../terminal/columns.js';
import { weightsFile } from './backbone.js';
import { shownPath } from './comparison-report.js';
import { engineLine } from './engine-line.js';
import { type JointRunOptions, trainJointBackbone } from './train-joint-backbone.js';

export interface JointDomainsOptions extends Omit<JointRunOptions, 'start' | 'engine'> {
  readonly weights?: string | undefined;
  /** Random weights instead of a trained backbone. */
  readonly fromScratch: boolean;
  readonly json: boolean;
}

/** Trains one backbone on all domains together, writes it and shows how it does on each. */
export async function trainJointDomains(options: JointDomainsOptions): Promise<void> {
  const { recipe, weights, fromScratch, json, terminal } = options;
  const start = fromScratch ? null : { name: recipe.backbone, weights };
  // Said before an engine starts for nothing.
  if (start) weightsFile(start);
  const engine = await startEngine();
  terminal.note(engineLine(engine));
  const { file, accuracies } = await trainJointBackbone({ ...options, start, engine });
  const rows = accuracies.map(({ domain, accuracy }) => ({ domain, metric: 'accuracy', value: accuracy }));
  if (json) terminal.json({ id: 'joint', engine: engine.name, backbone: file, rows });
  else {
    const shown = rows.map(({ domain, value }) => ({ domain, 'accuracy %': value.toFixed(2) }));
    for (const line of columns(shown)) terminal.print(line);
  }
  terminal.note(`written to ${shownPath(file)}`);
}
