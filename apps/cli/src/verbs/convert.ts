import { selectBackbone } from '@ftn/adapters';
import { createArchitecture } from '@ftn/backbones';
import {
  encodeSafetensors,
  fromFloat32,
  type NamedTensors,
  type TensorData,
  type TensorFile,
  toFloat32,
} from '@ftn/checkpoints';
import { readTensorFile, writeFileAtomic } from '@ftn/checkpoints/node';
import { FormatError, FtnError } from '@ftn/errors';
import { Command } from 'commander';
import { outputFile } from '../files/output-file.js';
import type { Terminal } from '../terminal/terminal.js';

interface ConvertFlags {
  half?: boolean;
  key?: string;
  prefix?: string;
  backbone?: string;
  force?: boolean;
  json?: boolean;
}

const wide: ReadonlySet<string> = new Set(['float32', 'float64', 'bfloat16']);

/** A tensor with its floating-point numbers in half precision; counters and masks stay as they are. */
function halved(name: string, tensor: TensorData, file: string): TensorData {
  if (!wide.has(tensor.dtype)) return tensor;
  try {
    return fromFloat32(toFloat32(tensor), tensor.shape, 'float16');
  } catch (cause) {
    if (!FtnError.isInstance(cause)) throw cause;
    const { got = '' } = cause.details;
    throw new FormatError(`'${name}' holds ${got}, which float16 cannot`, {
      file,
      hint: 'Convert without --half.',
      cause,
    });
  }
}

const few = (names: readonly string[]) =>
  (names.length > 8 ? [...names.slice(0, 8), `${names.length - 8} more`] : names).join(', ');

/** What a reader of a checkpoint wants to know was decided for it. */
function notesOn({ keys, prefix, ignored }: TensorFile): string[] {
  return [
    ...(keys.length > 0 ? [`the state dict was found under '${keys.join('/')}'`] : []),
    ...(prefix === '' ? [] : [`every name lost its '${prefix}'`]),
    ...(ignored.length > 0 ? [`left out, being no tensors: ${few(ignored)}`] : []),
  ];
}

/** The tensors whose names begin with `prefix`, without it. */
function below(prefix: string, tensors: NamedTensors, file: string): NamedTensors {
  const kept = [...tensors].filter(([name]) => name.startsWith(prefix) && name !== prefix);
  if (kept.length > 0) return new Map(kept.map(([name, tensor]) => [name.slice(prefix.length), tensor]));
  throw new FormatError(`no name begins with '${prefix}'`, {
    file,
    got: few([...tensors.keys()]),
    hint: 'Give --prefix the beginning of the names to keep, with its last dot.',
  });
}

/** The tensors to write: all, those below a prefix, or a backbone's alone, checked. */
function select(found: TensorFile, flags: ConvertFlags, file: string, terminal: Terminal): NamedTensors {
  const tensors = flags.prefix === undefined ? found.tensors : below(flags.prefix, found.tensors, file);
  if (flags.backbone === undefined) return tensors;
  const own = selectBackbone(createArchitecture(flags.backbone), tensors, file);
  if (own.prefix !== '') terminal.note(`the backbone was found below '${own.prefix}'`);
  const others = own.leftOut.filter((name) => !name.endsWith('num_batches_tracked'));
  if (others.length > 0) terminal.note(`left out, being none of ${flags.backbone}'s: ${few(others)}`);
  return own.tensors;
}

async function convert(
  source: string,
  target: string,
  flags: ConvertFlags,
  terminal: Terminal,
): Promise<void> {
  const out = outputFile(target, '.safetensors', flags.force);
  const found = await readTensorFile(source, flags.key === undefined ? {} : { key: flags.key });
  for (const note of notesOn(found)) terminal.note(note);
  const { metadata } = found;
  const tensors = select(found, flags, source, terminal);
  const written: NamedTensors = flags.half
    ? new Map([...tensors].map(([name, tensor]) => [name, halved(name, tensor, source)]))
    : tensors;
  const bytes = encodeSafetensors(written, { format: 'pt', ...Object.fromEntries(metadata) });
  await writeFileAtomic(out, bytes);
  const types = [...new Set([...written.values()].map((tensor) => tensor.dtype))];
  if (flags.json) {
    terminal.json({
      id: 'convert',
      rows: [{ file: out, tensors: written.size, types, bytes: bytes.length }],
    });
    return;
  }
  const size = (bytes.length / 1e6).toFixed(1);
  terminal.print(`${out}: ${written.size} tensors (${types.join(', ')}), ${size} MB`);
}

/** `ftn convert IN OUT`: weights of PyTorch as safetensors, read as data and never run. */
export function convertVerb(terminal: Terminal): Command {
  return new Command('convert')
    .description('turn weights (.pth, .pt or .safetensors) into safetensors; nothing in the file is ever run')
    .argument('<in>', 'the file to read')
    .argument('<out>', 'the .safetensors file to write')
    .option(
      '--key <path>',
      'where in a checkpoint the weights are, e.g. state_dict; default where they are found',
    )
    .option('--prefix <words>', 'keep only names that begin so, and cut it off, e.g. module.encoder_q.')
    .option('--backbone <name>', 'keep only the weights of this backbone, and check that all are there')
    .option('--half', 'store floating-point numbers as float16')
    .option('--force', 'replace the file where it exists')
    .option('--json', 'print what was written as one JSON object')
    .action((source: string, target: string, flags: ConvertFlags) =>
      convert(source, target, flags, terminal),
    );
}
