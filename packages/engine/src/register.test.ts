import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findInstalledEngine } from './native/installed-engine.js';

const here = fileURLToPath(new URL('.', import.meta.url));

/** Anyone's program on TensorFlow.js: it trains, keeps a model in files and reads a picture. */
const program = `
import * as tf from '@tensorflow/tfjs';
import { io, node } from './register.js';

const [folder] = process.argv.slice(2);
const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1], useBias: false })] });
model.compile({ optimizer: tf.train.sgd(0.1), loss: 'meanSquaredError' });
await model.fit(tf.tensor2d([1, 2], [2, 1]), tf.tensor2d([3, 6], [2, 1]), { epochs: 60, verbose: 0 });
await model.save('file://' + folder);
const again = await tf.loadLayersModel('file://' + folder + '/model.json');
const same = await tf.loadLayersModel(io.fileSystem(folder + '/model.json'));
const answer = [again, same].map((one) => one.predict(tf.tensor2d([10], [1, 1])).dataSync()[0]);
const picture = tf.tensor3d([255, 0, 0, 0, 128, 7], [1, 2, 3], 'int32');
const pixels = [...node.decodeImage(await node.encodePng(picture)).dataSync()];
process.stdout.write(JSON.stringify({ backend: tf.getBackend(), answer, pixels }));
`;

describe("'@ftn/engine/register'", () => {
  let folder: string;
  const file = join(here, `register-program-${process.pid}.mts`);
  const loader = import.meta.resolve('tsx');

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'ftn-register-'));
    // Where the packages of this one are found.
    writeFileSync(file, program);
  });
  afterAll(() => {
    rmSync(file, { force: true });
    rmSync(folder, { recursive: true, force: true });
  });

  const installed = 'folder' in findInstalledEngine();
  it.skipIf(!installed)('gives a program on TensorFlow.js the native backend, files and pictures', () => {
    const words = ['--conditions=@ftn/source', `--import=${loader}`, file, join(folder, 'model')];
    const said = JSON.parse(execFileSync(process.execPath, words, { encoding: 'utf8' })) as {
      backend: string;
      answer: number[];
      pixels: number[];
    };
    expect([said.backend, said.pixels]).toEqual(['tensorflow', [255, 0, 0, 0, 128, 7]]);
    expect(said.answer[0]).toBeCloseTo(30, 3);
    expect(said.answer[1]).toBe(said.answer[0]);
  });

  it('leaves a program the backend it has where there is no native engine, with a warning that says what to do', () => {
    const line = `import './register.js'; import { getBackend, ready } from '@tensorflow/tfjs'; await ready(); process.stdout.write(getBackend());`;
    writeFileSync(`${file}.mts`, line);
    try {
      const words = ['--conditions=@ftn/source', `--import=${loader}`, `${file}.mts`];
      const env = { ...process.env, FTN_CACHE: folder };
      const { stdout, stderr } = spawnSync(process.execPath, words, { encoding: 'utf8', env });
      expect(stdout).toBe('cpu');
      expect(stderr).toMatch(
        /FtnEngine: TensorFlow\.js keeps the backend it has.*not installed.*installEngine\(\)/,
      );
    } finally {
      rmSync(`${file}.mts`, { force: true });
    }
  });
});
