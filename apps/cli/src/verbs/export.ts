import { writeFileAtomic } from '@ftn/checkpoints/node';
import { startEngine } from '@ftn/engine';
import { UsageError } from '@ftn/errors';
import { exportDomain } from '@ftn/onnx';
import { Command } from 'commander';
import { openDomain } from '../compose/open-adapter.js';
import { outputFile } from '../compose/output-file.js';
import type { Terminal } from '../terminal/terminal.js';
import { required, wholeNumber } from './flags.js';

interface ExportFlags {
  adapter?: string;
  weights?: string;
  out?: string;
  size?: string;
  opset: string;
  foldBatchNorm?: boolean;
  dynamicBatch?: boolean;
  normalize?: boolean;
  softmax?: boolean;
  force?: boolean;
  json?: boolean;
}

/** `224`, or `480x640` for height and width. */
function imageSize(text: string): readonly [number, number] {
  const [height, width = height] = text.split('x').map((part) => wholeNumber('size', part, 1));
  if (text.split('x').length > 2)
    throw new UsageError('--size is wrong', { expected: '224 or 480x640', got: `'${text}'` });
  return [height!, width!];
}

/** `["N", 3, 224, 224]` as `N×3×224×224`. */
const times = (shape: readonly (number | string)[]) => shape.join('×');

async function exportModel(flags: ExportFlags, terminal: Terminal): Promise<void> {
  const folder = required('--adapter FOLDER', flags.adapter);
  const out = outputFile(required('--out FILE.onnx', flags.out), '.onnx', flags.force);
  const opset = wholeNumber('opset', flags.opset);
  const size = flags.size === undefined ? undefined : imageSize(flags.size);
  const { foldBatchNorm = false, dynamicBatch = false, normalize = false, softmax = false } = flags;
  await startEngine();
  const { domain, manifest, dispose } = await openDomain(folder, flags.weights);
  try {
    const options = { opset, foldBatchNorm, dynamicBatch, normalize, softmax };
    const { bytes, graph } = exportDomain(domain, manifest, {
      ...options,
      ...(size === undefined ? {} : { size }),
    });
    await writeFileAtomic(out, bytes);
    const [input, output] = [graph.inputs[0]!, graph.outputs[0]!];
    if (flags.json) {
      const row = { file: out, ...options, nodes: graph.nodes.length, bytes: bytes.length, input, output };
      terminal.json({ id: 'export', rows: [row] });
      return;
    }
    const megabytes = (bytes.length / 1e6).toFixed(1);
    terminal.print(`${out}: ${graph.nodes.length} nodes, opset ${opset}, ${megabytes} MB`);
    const range = normalize ? 'RGB in 0 … 1' : 'RGB, normalised with the mean and std in its metadata';
    terminal.print(`${input.name} ${times(input.shape)} (${range}) → ${output.name} ${times(output.shape)}`);
  } finally {
    dispose();
  }
}

/** `ftn export`: backbone and adapter as one ONNX model. */
export function exportVerb(terminal: Terminal): Command {
  return new Command('export')
    .description('write backbone and adapter as one ONNX model')
    .option('--adapter <folder>', "the adapter's folder, or the run's")
    .option('--out <file>', 'the .onnx file to write')
    .option('--weights <file>', "the backbone's weights; default those that ship")
    .option('--size <pixels>', "its images' size, 224 or 480x640 (height first); default the adapter's")
    .option('--dynamic-batch', 'take any number of images at once; default one')
    .option('--fold-batch-norm', 'fold every batch norm into the convolution before it')
    .option('--normalize', 'take RGB in 0 … 1 and normalise it within the model')
    .option('--softmax', 'give probabilities instead of logits')
    .option('--opset <n>', "the version of ONNX's operators, 13 to 22", '17')
    .option('--force', 'replace the file where it exists')
    .option('--json', 'print what was written as one JSON object')
    .action((flags: ExportFlags) => exportModel(flags, terminal));
}
