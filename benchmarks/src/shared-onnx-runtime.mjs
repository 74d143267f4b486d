// Times a shared ONNX model beside merged ones: node shared-onnx-runtime.mjs FOLDER RUNTIME NODE_MODULES, settings on stdin.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';

const [folder, runtime, modules] = process.argv.slice(2);
const settings = JSON.parse(readFileSync(0, 'utf8'));
const require = createRequire(join(modules, 'none.js'));
const ort = await import(pathToFileURL(require.resolve(runtime)).href);
const { InferenceSession, Tensor, env } = ort.default ?? ort;
const { version } = JSON.parse(readFileSync(join(modules, runtime, 'package.json'), 'utf8'));
// In Node its threads would be workers, whose script it does not find; pages without special headers have one as well.
env.wasm.numThreads = 1;

/** Tensors of a safetensors file, as docs/interoperability.md reads them. */
function fed(name) {
  const { buffer, byteOffset } = readFileSync(join(folder, `${name}.safetensors`));
  const end = byteOffset + 8 + Number(new DataView(buffer, byteOffset).getBigUint64(0, true));
  const text = new TextDecoder().decode(new Uint8Array(buffer.slice(byteOffset + 8, end)));
  const { __metadata__, ...header } = JSON.parse(text);
  return Object.fromEntries(
    Object.entries(header).map(
      ([
        key,
        {
          shape,
          data_offsets: [from, to],
        },
      ]) => [key, new Tensor('float32', new Float32Array(buffer.slice(end + from, end + to)), shape)],
    ),
  );
}

const open = (name) =>
  InferenceSession.create(readFileSync(join(folder, name)), { intraOpNumThreads: settings.threads });

async function timed(work) {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

const { names, size, rounds } = settings;
const bytes = readFileSync(join(folder, 'x.bin'));
const pixels = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
const input = new Tensor('float32', pixels, [1, 3, size, size]);
const [shared, merged] = [await open('network.onnx'), await open(`${names[0]}.onnx`)];
const domains = Object.fromEntries(names.map((name) => [name, fed(name)]));
const first = (outputs) => Object.values(outputs)[0].data;
const run = async (name) => first(await shared.run({ input, ...domains[name] }));
const runMerged = async () => first(await merged.run({ input }));

const logits = {};
for (const name of names) logits[name] = [...(await run(name))];
const mergedLogits = [...(await runMerged())];
const told = [];
for (let round = 0; round < rounds + 2; round++) {
  const [old, next] = [names[round % names.length], names[(round + 1) % names.length]];
  // The other session's threads look for work for a while, on the processors of this one's.
  await setTimeout(100);
  // The first run of either after the other finds the caches full of something else.
  await runMerged();
  const ofMerged = await timed(runMerged);
  await setTimeout(100);
  await run(old);
  told.push({
    merged: ofMerged,
    same: await timed(() => run(old)),
    other: await timed(() => run(next)),
    read: await timed(() => fed(next)),
  });
}
const where = runtime === 'onnxruntime-web' ? 'WebAssembly, one thread' : 'Node';
const result = { runtime: `${runtime} ${version}, ${where}`, logits, merged: mergedLogits };
process.stdout.write(JSON.stringify({ ...result, rounds: told.slice(2) }));
