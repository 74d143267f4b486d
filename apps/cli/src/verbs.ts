import type { Command } from 'commander';
import type { Terminal } from './terminal/terminal.js';

/** What the command must know of a verb before the verb's own code is loaded. */
export interface Verb {
  readonly name: string;
  /** As in the verb's own help. */
  readonly description: string;
  /** Whether it computes with tensors, so that a clone makes the native engine ready first. */
  readonly computes: boolean;
  /** Loads the verb's code, with all it stands on. */
  readonly load: () => Promise<(terminal: Terminal) => Command>;
}

/** Every verb in the order of the help. Nothing heavy may be imported here: `ftn --help` loads this file. */
export const verbs: readonly Verb[] = [
  {
    name: 'demo',
    description:
      'adapt the shipped backbone to five styles of mini-domains with every method, and compare them',
    computes: true,
    load: async () => (await import('./verbs/demo.js')).demoVerb,
  },
  {
    name: 'train',
    description: 'train one method on one or more domains over a frozen backbone',
    computes: true,
    load: async () => (await import('./verbs/train.js')).trainVerb,
  },
  {
    name: 'evaluate',
    description:
      'measure an adapter on a set of images: the metrics of its task, class by class where there are classes',
    computes: true,
    load: async () => (await import('./verbs/evaluate.js')).evaluateVerb,
  },
  {
    name: 'predict',
    description: 'classify images with an adapter, or draw the maps it predicts',
    computes: true,
    load: async () => (await import('./verbs/predict.js')).predictVerb,
  },
  {
    name: 'generate',
    description: 'make images with adapted generators: a row for each adapter and mixture, or a latent walk',
    computes: true,
    load: async () => (await import('./verbs/generate.js')).generateVerb,
  },
  {
    name: 'compare',
    description:
      'train several methods on several domains over one frozen backbone and compare them in a table',
    computes: true,
    load: async () => (await import('./verbs/compare.js')).compareVerb,
  },
  {
    name: 'reproduce',
    description: "make a table or figure of the paper; 'ftn list experiments' says which there are",
    computes: true,
    load: async () => (await import('./verbs/reproduce.js')).reproduceVerb,
  },
  {
    name: 'sweep',
    description:
      'train every run of a plan that is missing, several at once; stopped, it goes on where it was',
    computes: true,
    load: async () => (await import('./verbs/sweep.js')).sweepVerb,
  },
  {
    name: 'worker',
    description: 'train runs of a sweep beside workers on other machines: those a queue hands out, or one',
    computes: true,
    load: async () => (await import('./verbs/worker.js')).workerVerb,
  },
  {
    name: 'runs',
    description: 'list the runs below folders: settings, progress and metrics, filtered and sorted',
    computes: false,
    load: async () => (await import('./verbs/runs.js')).runsVerb,
  },
  {
    name: 'prune',
    description:
      'take low-rank factors out by the norm of ΔW: the curve, and the smallest adapter within a drop',
    computes: true,
    load: async () => (await import('./verbs/prune.js')).pruneVerb,
  },
  {
    name: 'norms',
    description:
      'show where adapters change the network: the norm of ΔW of every layer, by domain and by rank',
    computes: true,
    load: async () => (await import('./verbs/norms.js')).normsVerb,
  },
  {
    name: 'merge',
    description: "write backbone and adapter as one network in torchvision's names, or BigGAN's",
    computes: true,
    load: async () => (await import('./verbs/merge.js')).mergeVerb,
  },
  {
    name: 'convert',
    description:
      'turn weights into safetensors, never run; an adapter into float16; LoRA of PEFT or LyCORIS into FTN',
    computes: false,
    load: async () => (await import('./verbs/convert.js')).convertVerb,
  },
  {
    name: 'export',
    description: 'write backbone and adapter as an ONNX model, or adapters for PyTorch, PEFT and LyCORIS',
    computes: true,
    load: async () => (await import('./verbs/export.js')).exportVerb,
  },
  {
    name: 'data',
    description: 'check a data set, prepare a download, make the made-up sets, show samples',
    computes: false,
    load: async () => (await import('./verbs/data.js')).dataVerb,
  },
  {
    name: 'engine',
    description: 'report the engine, why it was taken and how fast it is; install the native one',
    computes: false,
    load: async () => (await import('./verbs/engine.js')).engineVerb,
  },
  {
    name: 'doctor',
    description:
      'check versions, memory, disk, folders and the engine, its files to the byte; exit code 4 where one is wrong',
    computes: false,
    load: async () => (await import('./verbs/doctor.js')).doctorVerb,
  },
  {
    name: 'list',
    description:
      'show what exists: backbones and generators with exact counts, methods, tasks, experiments, recipes, data',
    computes: false,
    load: async () => (await import('./verbs/list.js')).listVerb,
  },
  {
    name: 'bench',
    description: 'measure a training step on noise, or with --vs a step, a prediction or data beside PyTorch',
    computes: true,
    load: async () => (await import('./verbs/bench.js')).benchVerb,
  },
  {
    name: 'completion',
    description: 'print a script that completes verbs and options: source <(ftn completion bash)',
    computes: false,
    load: async () => (await import('./verbs/completion.js')).completionVerb,
  },
];
