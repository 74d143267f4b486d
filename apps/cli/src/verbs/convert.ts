import { existsSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';
import { UsageError } from '@ftn/errors';
import { formatBytes } from '@ftn/report';
import { Command } from 'commander';
import { outputFile } from '../files/output-file.js';
import { columns } from '../terminal/columns.js';
import { showRun } from '../terminal/show-run.js';
import { stoppable } from '../terminal/stop-signal.js';
import type { Terminal } from '../terminal/terminal.js';
import { convertLora, type LoraFlags } from './convert-lora.js';
import { collect } from './flags.js';

interface ConvertFlags extends LoraFlags {
  half?: boolean;
  generator?: string;
  data?: string[];
  measure?: boolean;
  key?: string;
  prefix?: string;
  force?: boolean;
}

/** An adapter in half precision, and what it loses by that. */
async function convertAdapter(adapter: string, out: string, flags: ConvertFlags, terminal: Terminal) {
  const { weights, generator, data, measure, half } = flags;
  if (!half) {
    throw new UsageError('this is a folder', {
      file: adapter,
      expected: 'a file of weights, --half with an adapter, or a folder of PEFT',
      hint: "An adapter's folder becomes one network by 'ftn merge' or 'ftn export'.",
    });
  }
  const { halveAdapter } = await import('@ftn/library');
  const { formatMetric, metricOf } = await import('@ftn/metrics');
  const { measured, ...row } = await stoppable(terminal, (signal) =>
    showRun(halveAdapter({ adapter, out, weights, generator, data, measure, signal }), terminal),
  );
  if (flags.json) {
    terminal.json({ id: 'convert', rows: [{ ...row, ...(measured ? { measured } : {}) }] });
    return;
  }
  terminal.print(
    `${row.folder}: ${formatBytes(row.bytes)} in float16, ${formatBytes(row.bytesBefore)} before`,
  );
  if (!measured) return;
  const shown = (name: string, value: number) => formatMetric(metricOf(name), value);
  const rows = measured.metrics.map(({ metric, before, after }) => {
    return { metric, float32: shown(metric, before), float16: shown(metric, after) };
  });
  for (const line of columns(rows, terminal.screenWidth)) terminal.print(line);
  terminal.print(
    `${row.domain}, ${row.task}: ${measured.images.toLocaleString('en-US')} ${measured.split} images`,
  );
}

/** Whether it is an adapter of another library: PEFT's folder, or LyCORIS's file, of which a folder is to be made. */
const isLora = (from: string, target: string, isFolder: boolean) =>
  isFolder
    ? ['adapter_config.json', 'adapter_model.safetensors'].some((name) => existsSync(join(from, name)))
    : extname(from) === '.safetensors' && extname(target) === '';

/** Refuses the options of LoRA beside anything else. */
function refuseLoraFlags({ rank, name, classes }: ConvertFlags): void {
  const refused = Object.entries({ rank, name, classes }).find(([, value]) => value !== undefined);
  if (!refused) return;
  throw new UsageError(`--${refused[0]} is of LoRA: a folder of PEFT, or a file of LyCORIS made a folder`, {
    hint: `Leave out --${refused[0]}, or name a folder to write.`,
  });
}

async function run(from: string, target: string, flags: ConvertFlags, terminal: Terminal): Promise<void> {
  const isFolder = existsSync(from) && statSync(from).isDirectory();
  if (isLora(from, target, isFolder)) return convertLora(from, target, flags, terminal);
  refuseLoraFlags(flags);
  if (isFolder) return convertAdapter(from, target, flags, terminal);
  const to = outputFile(target, '.safetensors', flags.force);
  const { key, prefix, backbone, half } = flags;
  const { convert } = await import('@ftn/library');
  const { notes, ...row } = await convert({ from, to, key, prefix, backbone, half });
  for (const note of notes) terminal.note(note);
  if (flags.json) {
    terminal.json({ id: 'convert', rows: [row] });
    return;
  }
  terminal.print(`${row.file}: ${row.tensors} tensors (${row.types.join(', ')}), ${formatBytes(row.bytes)}`);
}

/** `ftn convert IN OUT`: weights of PyTorch as safetensors, never run; an adapter in half precision; LoRA as factors. */
export function convertVerb(terminal: Terminal): Command {
  return new Command('convert')
    .description(
      'turn weights into safetensors, never run; an adapter into float16; LoRA of PEFT or LyCORIS into FTN',
    )
    .argument('<in>', "the file to read; with --half an adapter's folder, or its run's; PEFT's folder")
    .argument('<out>', 'the .safetensors file to write; for an adapter a folder')
    .option(
      '--key <path>',
      'where in a checkpoint the weights are, e.g. state_dict; default where they are found',
    )
    .option('--prefix <words>', 'keep only names that begin so, and cut it off, e.g. module.encoder_q.')
    .option(
      '--backbone <name>',
      'keep only the weights of this backbone, and check that all are there; of LoRA: what it is over',
    )
    .option('--rank <r>', 'of LoRA: the most terms of every ΔW; default its own rank')
    .option('--name <domain>', 'of LoRA: what the domain is called; default what it was')
    .option('--classes <file>', 'of LoRA: the names of its classes, a line each; default what they were')
    .option('--half', 'store floating-point numbers as float16')
    .option('--weights <file>', "of an adapter: the backbone's weights (default: those that ship)")
    .option('--generator <name|file>', 'of an adapter of a generator: what it was trained over')
    .option('--data <spec>', 'of an adapter: other images to measure it on; may be repeated', collect)
    .option('--no-measure', 'of an adapter: leave out the measurement before and after')
    .option('--force', 'replace the file where it exists')
    .option('--json', 'print what was written as one JSON object')
    .action((source: string, target: string, flags: ConvertFlags) => run(source, target, flags, terminal));
}
