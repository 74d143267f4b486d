import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { backboneToTensors } from '@ftn/adapters';
import { encodeSafetensors } from '@ftn/checkpoints';
import { startEngine } from '@ftn/engine';
import { randomBackbone } from '@ftn/library/internal';
import { encodePng } from '@ftn/report';

const side = 40;

/** A picture by formula: a class has its colour, an image its stripes. */
function picture(kind: number, index: number): Uint8Array {
  const rgb = Uint8Array.from({ length: side * side * 3 }, (_, i) => {
    const [x, channel] = [Math.floor(i / 3) % side, i % 3];
    return channel === kind % 3 ? 200 : (x * (3 + index) + 40 * kind) % 160;
  });
  return encodePng({ width: side, height: side, rgb });
}

async function write(file: string, kind: number, index: number): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, picture(kind, index));
}

const counts = { train: 4, test: 2 } as const;
const splits = Object.entries(counts) as ['train' | 'test', number][];

/** Writes DomainNet in its published layout: lists of labels beside the domains' folders. */
export async function writeDomainNet(root: string, domains: readonly string[]): Promise<void> {
  const classes = ['airplane', 'zebra'];
  for (const domain of domains) {
    let number = 0;
    for (const [split, count] of splits) {
      const lines: string[] = [];
      for (const [label, name] of classes.entries()) {
        for (let i = 0; i < count; i++) {
          const file = `${domain}/${name}/${domain}_${label}_${number++}.png`;
          await write(join(root, file), label, number);
          lines.push(`${file} ${label}`);
        }
      }
      await writeFile(join(root, `${domain}_${split}.txt`), `${lines.join('\n')}\n`);
    }
  }
}

/** Writes ImageNet-to-Sketch in its prepared layout: five folders of class folders. */
export async function writeSketchSets(root: string): Promise<void> {
  const sets = ['flowers', 'stanford_cars_cropped', 'sketches', 'cubs_cropped', 'wikiart'];
  for (const [at, set] of sets.entries()) {
    for (const [split, count] of splits) {
      for (const label of [0, 1]) {
        for (let i = 0; i < count; i++)
          await write(join(root, set, split, `class-${label}`, `${i}.png`), label + at, i);
      }
    }
  }
}

/** Writes a backbone's weights by formula: random of a seed. */
export async function writeWeights(file: string, name: string): Promise<string> {
  await startEngine();
  const backbone = randomBackbone({ name }, 7);
  await writeFile(file, encodeSafetensors(backboneToTensors(backbone)));
  backbone.dispose();
  return file;
}
