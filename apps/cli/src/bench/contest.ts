import { UsageError } from '@ftn/errors';
import { defaultMethod, rankZeroMethod } from '@ftn/tensor-factors';
import { dataSide, photograph } from './data-side.js';
import { type NetworkSetting, predictSide, stepSide } from './network-sides.js';
import { onnxSide } from './onnx-side.js';
import { type Paired, pair } from './pair.js';
import { type Side, startPython } from './python-side.js';
import type { Contested, Rival } from './rivals.js';

/** A comparison as it is asked for. */
export interface Contest extends NetworkSetting {
  readonly what: Contested;
  /** What it is compared with, one of its `rivals`. */
  readonly rival: Rival;
  readonly python: string;
  /** Ranks of the factors; 0: batch norms and head alone in a step, a merged network in a prediction. */
  readonly ranks: readonly number[];
  readonly rounds: number;
  /** Leaves out what PyTorch compiles, which takes minutes before the first round. */
  readonly eager: boolean;
  /** Steps each side takes at a time. */
  readonly steps: number;
  readonly onRound: (done: number, total: number) => void;
  /** What the sides run on. */
  readonly onReady: (ready: string) => void;
}

/** A row of the result: what was compared, and how this library stands. */
export type ContestRow = Readonly<Record<string, string | number>> & Paired;

/** PyTorch's memory formats, eager and compiled: the fastest counts. */
const formatsOf = ({ eager }: Contest): string[] =>
  ['', ...(eager ? [] : [' compiled'])].flatMap((how) => [`channels_last${how}`, `contiguous${how}`]);

/** Networks that both sides have by one name. */
const networks = ['resnet18', 'resnet34', 'resnet50'];

async function networkSides(contest: Contest): Promise<[Side, ...Side[]]> {
  const { what, python, backbone, batch, size, classes, threads } = contest;
  if (!networks.includes(backbone)) {
    throw new UsageError(`torchvision has no '${backbone}' to compare with`, {
      expected: networks.join(', '),
    });
  }
  const setting = { backbone, batch, size, classes, threads };
  if (contest.rival === 'onnxruntime') {
    const ours = await predictSide(setting);
    return [ours, await onnxSide(python, setting)];
  }
  const script = `${what}.py`;
  const others: Side[] = [];
  try {
    // Before an engine is started for nothing.
    for (const format of formatsOf(contest))
      others.push(
        await startPython(`PyTorch ${format}`, { python, script, setting: { ...setting, format } }),
      );
    return [await (what === 'step' ? stepSide : predictSide)(setting), ...others];
  } catch (error) {
    for (const side of others) side.stop();
    throw error;
  }
}

/** What stands in a row before its figures. */
function subject({ what, backbone, batch, size }: Contest, rank: number) {
  const withoutFactors = what === 'predict' ? 'merged' : rankZeroMethod;
  return {
    what,
    method: rank === 0 ? withoutFactors : defaultMethod,
    rank,
    backbone,
    batchSize: batch,
    size,
  };
}

async function hold(contest: Contest, sides: [Side, ...Side[]], ranks: readonly number[]): Promise<Paired[]> {
  const { rounds, steps, threads, onRound, onReady } = contest;
  onReady(sides.map(({ ready }) => ready).join('; '));
  const found: Paired[] = [];
  try {
    for (const [i, rank] of ranks.entries()) {
      const told = (done: number) => onRound(i * rounds + done, ranks.length * rounds);
      found.push(
        await pair(
          sides,
          { rank, steps },
          { rounds, threads: contest.what === 'data' ? 1 : threads, onRound: told },
        ),
      );
    }
  } finally {
    for (const side of sides) side.stop();
  }
  return found;
}

/**
 * Compares this library with another on this machine: all take turns in one run, and a row has the median of the rounds'
 * ratios (their time over ours) with the least and the largest.
 *
 * @throws UsageError where there is no Python with the other library, with what installs it, and for factors beside the
 * weights where the other library has a merged model
 */
export async function contend(contest: Contest): Promise<ContestRow[]> {
  const { what, python, batch } = contest;
  if (contest.rival === 'onnxruntime' && contest.ranks.some((rank) => rank !== 0)) {
    throw new UsageError('onnxruntime is compared on a merged network alone', {
      expected: '--ranks 0',
      got: contest.ranks.join(','),
    });
  }
  if (what !== 'data') {
    const found = await hold(contest, await networkSides(contest), contest.ranks);
    return found.map((paired, i) => ({ ...subject(contest, contest.ranks[i]!), ...paired }));
  }
  const [height, width] = [375, 500];
  using made = await photograph([height, width]);
  const setting = { file: made.file, batch };
  const theirs = await startPython('torchvision', { python, script: 'data.py', setting });
  const [paired] = await hold(contest, [dataSide(made.file, batch), theirs], [0]);
  return [{ what, image: `${width}×${height} JPEG to 224×224`, batchSize: batch, ...paired! }];
}
