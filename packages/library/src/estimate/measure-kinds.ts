import type { Backbone } from '@ftn/backbones';
import type { EngineInfo } from '@ftn/engine';
import { requireMemory } from '../memory/memory-guard.js';
import { measureStepMemory, type StepMemory } from '../memory/step-memory.js';
import { openBackbone } from '../networks/open-backbone.js';
import { groupBy } from '../report/group-by.js';
import {
  type Counted,
  countKind,
  type KindRequest,
  type Planned,
  planKind,
  withMember,
} from './count-kind.js';
import { timeStep } from './time-step.js';

/** What a run of a kind takes. */
export interface KindCost {
  readonly secondsPerStep: number;
  /** Of an image that it is measured on. */
  readonly secondsPerImage: number;
  /** Bytes of the process. */
  readonly memory: number;
  /** Bytes of the tensors of its adapter. */
  readonly adapter: number;
  /** The same of one checkpoint: everything that training goes on from. */
  readonly checkpoint: number;
}

/** Seconds after which no further kind is timed; the heaviest one of each network always is. */
const patience = 3;

/** A kind whose step was measured. */
interface Timed extends Counted {
  readonly secondsPerStep: number;
  readonly step: StepMemory;
}

const batchOf = ({ kind }: Counted) => kind.system.config.batchSize;
const addsOfStep = (one: Counted) => one.adds.step * batchOf(one);

/** A step of another kind over the same network, by what was counted of both. */
function scaled(one: Counted, by: Timed): Timed {
  const images = one.adds.forward / by.adds.forward;
  return {
    ...one,
    secondsPerStep: (by.secondsPerStep * addsOfStep(one)) / addsOfStep(by),
    step: { fixed: by.step.fixed - by.state + one.state, perImage: by.step.perImage * images },
  };
}

/** Measures a step of one kind, without anything but a fresh domain moving. */
const timeKind = (one: Counted, backbone: Backbone): Promise<Timed> =>
  withMember(one.kind, backbone, async (member) => {
    const { system, size } = one.kind;
    const step = await measureStepMemory([member], size);
    return { ...one, step, secondsPerStep: timeStep(member, system.config, size) };
  });

/** Kinds over one network, the heaviest first. Once it is late, they are scaled from the one before. */
async function timeKinds(
  kinds: readonly Planned[],
  backbone: Backbone,
  isLate: () => boolean,
): Promise<Timed[]> {
  const counted: Counted[] = [];
  for (const kind of kinds) counted.push(await countKind(kind, backbone));
  counted.sort((a, b) => addsOfStep(b) - addsOfStep(a));
  const timed: Timed[] = [];
  for (const one of counted) {
    const before = timed.at(-1);
    timed.push(before && isLate() ? scaled(one, before) : await timeKind(one, backbone));
  }
  return timed;
}

/** @param taken bytes of the process before the first step */
function costOf(one: Timed, engine: EngineInfo, taken: number): KindCost {
  const { adds, step, secondsPerStep, adapter, checkpoint } = one;
  return {
    secondsPerStep,
    secondsPerImage: (secondsPerStep * adds.forward) / addsOfStep(one),
    memory: requireMemory(step, { batchSize: batchOf(one), engine, taken, limit: Number.POSITIVE_INFINITY }),
    adapter,
    checkpoint,
  };
}

/**
 * Measures what runs of some kinds take, by a step of each while a few seconds last, and the others by their number of
 * multiply-adds. Nothing is read but the weights of backbones, and nothing is written.
 */
export async function measureKinds(
  requests: readonly KindRequest[],
  engine: EngineInfo,
): Promise<KindCost[]> {
  const kinds = requests.map(planKind);
  const costs = new Map<Planned, KindCost>();
  const began = performance.now();
  const isLate = () => (performance.now() - began) / 1000 > patience;
  for (const group of groupBy(kinds, ({ network }) => JSON.stringify(network)).values()) {
    const backbone = await openBackbone(group[0]!.network);
    try {
      const taken = process.memoryUsage.rss();
      for (const one of await timeKinds(group, backbone, isLate))
        costs.set(one.kind, costOf(one, engine, taken));
    } finally {
      backbone.dispose();
    }
  }
  return kinds.map((kind) => costs.get(kind)!);
}
