import { startEngine } from '@ftn/engine';
import { engineLine } from '../compose/engine-line.js';
import { evaluateGenerator } from '../compose/generation/evaluate-generator.js';
import type { Terminal } from '../terminal/terminal.js';
import { optionalNumber, required } from './flags.js';

interface SeasonFlags {
  readonly generator: string;
  readonly data?: string;
  readonly limit?: string;
  readonly workers?: string;
  readonly json?: boolean;
}

/** `ftn evaluate` of a generator's adapter: PSNR and SSIM of the images it was adapted to. */
export async function evaluateSeason(folder: string, flags: SeasonFlags, terminal: Terminal): Promise<void> {
  const choice = {
    folder,
    generator: flags.generator,
    data: required('--data SPEC', flags.data),
    limit: optionalNumber('limit', flags.limit, 1),
    workers: optionalNumber('workers', flags.workers),
  };
  const engine = await startEngine();
  terminal.note(engineLine(engine));
  const { name, method, quality } = await evaluateGenerator(choice, terminal);
  const { psnr, ssim, images } = quality;
  if (flags.json) {
    const row = (metric: string, value: number) => ({ method, domain: name, metric, value });
    const rows = [row('PSNR', psnr), row('SSIM', ssim)];
    terminal.json({ id: 'evaluate', engine: engine.name, images, rows });
  } else
    terminal.print(
      `${name}: the ${images} images it was adapted to, PSNR ${psnr.toFixed(2)} dB, SSIM ${ssim.toFixed(3)}`,
    );
}
