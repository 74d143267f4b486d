// Times the ONNX model that several domains share beside a model of one domain alone, in onnxruntime for Python, Node and pages.
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { startEngine } from '@ftn/engine';
import { median } from './median.js';
import { type WrittenModels, writeSharedModels } from './shared-onnx-model.js';

const { values } = parseArgs({
  options: {
    backbone: { type: 'string', default: 'resnet18' },
    rank: { type: 'string', default: '10' },
    size: { type: 'string', default: '224' },
    domains: { type: 'string', default: '3' },
    rounds: { type: 'string', default: '15' },
    threads: { type: 'string', default: String(cpus().length) },
    python: { type: 'string', default: 'python3' },
    onnxruntime: { type: 'string', default: process.env.FTN_ONNXRUNTIME ?? '' },
    json: { type: 'boolean', default: false },
  },
});

/** What a runtime was seen to do: milliseconds of each round, and logits. */
interface Told {
  readonly runtime: string;
  readonly rounds: readonly { merged: number; same: number; other: number; read: number }[];
  readonly logits: Readonly<Record<string, readonly number[]>>;
  readonly merged: readonly number[];
}

const here = (file: string) => fileURLToPath(new URL(file, import.meta.url));
const size = Number(values.size);

/** Runs a program on the folder; its settings go in by stdin, what it tells comes out as JSON. */
async function told(command: string, args: readonly string[], names: readonly string[]): Promise<Told> {
  const running = promisify(execFile)(command, [...args], { maxBuffer: 2 ** 26 });
  const settings = { names, size, rounds: Number(values.rounds), threads: Number(values.threads) };
  running.child.stdin?.end(JSON.stringify(settings));
  return JSON.parse((await running).stdout) as Told;
}

/** The largest difference of a logit, by the largest logit. */
function apart(got: readonly number[], wanted: Float32Array): number {
  const largest = Math.max(...wanted.map(Math.abs));
  return Math.max(...got.map((value, i) => Math.abs(value - wanted[i]!))) / largest;
}

const spread = (numbers: readonly number[], digits = 1) =>
  `${median(numbers).toFixed(digits)} (${Math.min(...numbers).toFixed(digits)}–${Math.max(...numbers).toFixed(digits)})`;

function rowOf({ runtime, rounds, logits, merged }: Told, written: WrittenModels) {
  const of = (work: (round: Told['rounds'][number]) => number) => rounds.map(work);
  const [first] = written.names;
  const differences = [...written.logits].map(([name, wanted]) => apart(logits[name]!, wanted));
  return {
    runtime,
    merged: spread(of((round) => round.merged)),
    shared: spread(of((round) => round.same)),
    ratio: spread(
      of((round) => round.same / round.merged),
      2,
    ),
    switch: spread(of((round) => round.other - round.same)),
    read: spread(of((round) => round.read)),
    logits: Math.max(...differences, apart(merged, written.logits.get(first!)!)).toExponential(1),
  };
}

const folder = await mkdtemp(join(tmpdir(), 'ftn-shared-onnx-'));
try {
  await startEngine();
  const written = await writeSharedModels(folder, {
    backbone: values.backbone,
    rank: Number(values.rank),
    size,
    domains: Number(values.domains),
  });
  const { names, bytes } = written;
  const rows = [rowOf(await told(values.python, [here('./shared_onnx.py'), folder], names), written)];
  for (const runtime of values.onnxruntime ? ['onnxruntime-node', 'onnxruntime-web'] : []) {
    const args = [here('./shared-onnx-runtime.mjs'), folder, runtime, values.onnxruntime];
    rows.push(rowOf(await told(process.execPath, args, names), written));
  }
  const machine = `${cpus()[0]?.model.trim()}, threads: ${values.threads}`;
  if (values.json) process.stdout.write(`${JSON.stringify({ id: 'shared-onnx', machine, bytes, rows })}\n`);
  else {
    process.stdout.write(
      `${values.backbone}, ${size}², R = ${values.rank}, ${names.length} domains; ${machine}; ms, medians of ${values.rounds} (least–largest)\n`,
    );
    process.stdout.write(
      `network ${(bytes.network / 1e6).toFixed(1)} MB, a domain ${(bytes.domain / 1e6).toFixed(2)} MB, merged ${(bytes.merged / 1e6).toFixed(1)} MB each\n`,
    );
    for (const row of rows) {
      process.stdout.write(
        `${row.runtime}: merged ${row.merged}, shared ${row.shared}, ratio ${row.ratio}, switch ${row.switch}, file read ${row.read}, logits ${row.logits} apart\n`,
      );
    }
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
