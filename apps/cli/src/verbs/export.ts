import { UsageError } from '@ftn/errors';
import { formatBytes } from '@ftn/report';
import { Command } from 'commander';
import { outputFile } from '../files/output-file.js';
import type { Terminal } from '../terminal/terminal.js';
import { type ExportFlags, imageSize, onlyAdapter, refuseShape } from './export-flags.js';
import { exportLora } from './export-lora.js';
import { exportShared } from './export-shared.js';
import { collect, required, wholeNumber } from './flags.js';

/** `["N", 3, 224, 224]` as `N×3×224×224`. */
const times = (shape: readonly (number | string)[]) => shape.join('×');

/** Writes a Python program over several adapters. */
async function exportProgram(flags: ExportFlags, terminal: Terminal): Promise<void> {
  const adapter = required('--adapter FOLDER', flags.adapter);
  const out = outputFile(required('--out FILE.py', flags.out), '.py', flags.force);
  refuseShape(flags, '--pytorch');
  const { exportPytorch } = await import('@ftn/library');
  const { file, ...row } = await exportPytorch({ adapter, weights: flags.weights, out });
  if (flags.json) {
    terminal.json({ id: 'export', rows: [{ file, ...row }] });
    return;
  }
  const names = Object.keys(row.adapters);
  terminal.print(
    `${file}: ${row.network} with ${names.length === 1 ? 'the adapter' : 'the adapters'} ${names.join(', ')}`,
  );
  terminal.print(`python ${out} photo.jpg   (needs torch, safetensors, Pillow)`);
}

/** The forms besides an ONNX model of one adapter, by the flag that asks for each. */
const forms = { pytorch: exportProgram, peft: exportLora, lycoris: exportLora, shared: exportShared };

/** Writes what the flags ask for: one form. */
async function exportAs(flags: ExportFlags, terminal: Terminal): Promise<void> {
  const asked = (Object.keys(forms) as (keyof typeof forms)[]).filter((form) => flags[form]);
  if (asked.length > 1) {
    throw new UsageError('only one form is written at a time', {
      got: asked.map((form) => `--${form}`).join(' and '),
    });
  }
  await (asked[0] ? forms[asked[0]] : exportModel)(flags, terminal);
}

/** Writes an ONNX model of one adapter. */
async function exportModel(flags: ExportFlags, terminal: Terminal): Promise<void> {
  const folder = onlyAdapter(required('--adapter FOLDER', flags.adapter), 'an ONNX model');
  const out = outputFile(required('--out FILE.onnx', flags.out), '.onnx', flags.force);
  const opset = wholeNumber('opset', flags.opset);
  const size = flags.size === undefined ? undefined : imageSize(flags.size);
  const { foldBatchNorm = false, dynamicBatch = false, normalize = false, softmax = false } = flags;
  const how = { opset, foldBatchNorm, dynamicBatch, normalize, softmax };
  const { exportOnnx } = await import('@ftn/library');
  const { nodes, bytes, input, output } = await exportOnnx({
    adapter: folder,
    weights: flags.weights,
    out,
    size,
    ...how,
  });
  if (flags.json) {
    terminal.json({ id: 'export', rows: [{ file: out, ...how, nodes, bytes, input, output }] });
    return;
  }
  terminal.print(`${out}: ${nodes} nodes, opset ${opset}, ${formatBytes(bytes)}`);
  const range = normalize ? 'RGB in 0 … 1' : 'RGB, normalised with the mean and std in its metadata';
  terminal.print(`${input.name} ${times(input.shape)} (${range}) → ${output.name} ${times(output.shape)}`);
}

/** `ftn export`: backbone and adapter as one ONNX model, or adapters in the forms of other libraries. */
export function exportVerb(terminal: Terminal): Command {
  return new Command('export')
    .description('write backbone and adapter as an ONNX model, or adapters for PyTorch, PEFT and LyCORIS')
    .option(
      '--adapter <folder>',
      "the adapter's folder, or the run's; with --pytorch and --shared again for each",
      collect,
    )
    .option(
      '--out <file>',
      'the .onnx file to write; .py with --pytorch, .safetensors with --lycoris, else a folder',
    )
    .option('--pytorch', 'a Python program that switches between adapters over one frozen ResNet')
    .option('--shared', 'one ONNX model for several adapters: a folder with the model and a file for each')
    .option('--peft', "PEFT's LoRA, exactly: a folder; without the backbone's weights")
    .option('--lycoris', "LyCORIS's LoCon, exactly: one file; without the backbone's weights")
    .option('--weights <file>', "the backbone's weights; default those that ship")
    .option('--size <pixels>', "its images' size, 224 or 480x640 (height first); default the adapter's")
    .option('--dynamic-batch', 'take any number of images at once; default one')
    .option('--fold-batch-norm', 'fold every batch norm into the convolution before it')
    .option('--normalize', 'take RGB in 0 … 1 and normalise it within the model')
    .option('--softmax', 'give probabilities instead of logits')
    .option('--opset <n>', "the version of ONNX's operators, 13 to 22", '17')
    .option('--force', 'replace the file where it exists')
    .option('--json', 'print what was written as one JSON object')
    .action((flags: ExportFlags) => exportAs(flags, terminal));
}
