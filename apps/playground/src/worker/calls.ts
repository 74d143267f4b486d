import type { MiniDomainStyle } from '@ftn/synthetic';
import type { Answer } from '../model/answer.js';
import type { AdapterPair, BlendRequest, DomainSummary } from '../model/domain-shelf.js';
import type { PixelImage } from '../model/pixel-image.js';
import type { SeasonPicture, SeasonRequest } from '../seasons/season-generator.js';
import type { Photographs } from '../training/photographs.js';
import type { Trained, TrainingChoice, TrainingEvent } from '../training/train-photographs.js';

/** What computes: TensorFlow.js's backends for browsers. */
export type EngineName = 'wasm' | 'webgl' | 'webgpu';

/** What the page shows once the network is there. */
interface Started {
  readonly engine: EngineName;
  /** The backbone's convolutions, in order. */
  readonly layers: readonly string[];
  readonly backbone: { readonly name: string; readonly scalars: number };
  readonly domains: readonly DomainSummary[];
}

/** Drawings of each class that can be asked for. */
export const drawnPerClass = 40;

/** A drawing with what it shows. */
interface Drawing {
  readonly image: PixelImage;
  readonly label: string;
  readonly style: MiniDomainStyle;
}

/** What the page asks its worker: each call's request, answer and, where it has any, what it tells on the way. */
interface Calls {
  start: { request: { engine: EngineName }; answer: Started };
  /** Draws a made-up image; images of a class follow each other, `drawnPerClass` of each. */
  draw: { request: { style: MiniDomainStyle; index: number }; answer: Drawing };
  /** The image that answers are about from now on. */
  look: { request: { image: PixelImage }; answer: null };
  answer: { request: { domain: string }; answer: Answer };
  blend: {
    request: BlendRequest;
    answer: { readonly answer: Answer; readonly norms: readonly number[] };
  };
  add: { request: { files: AdapterPair; file: string }; answer: DomainSummary };
  train: {
    request: { photographs: Photographs; choice: TrainingChoice };
    answer: Trained & { readonly domain: DomainSummary };
    event: TrainingEvent;
  };
  /** Ends a training after the step it is at. */
  stop: { request: null; answer: null };
  startSeasons: {
    request: null;
    answer: { readonly seasons: readonly string[]; readonly scenes: readonly string[] };
  };
  season: { request: SeasonRequest; answer: readonly SeasonPicture[] };
}

/** The name of a call. */
export type CallName = keyof Calls;
/** What a call is given. */
export type RequestOf<K extends CallName> = Calls[K]['request'];
/** What a call gives. */
export type AnswerOf<K extends CallName> = Calls[K]['answer'];
/** What a call tells before its answer. */
export type EventOf<K extends CallName> = Calls[K] extends { event: infer E } ? E : never;

/** To the worker. */
export interface Asked {
  readonly id: number;
  readonly call: CallName;
  readonly request: unknown;
}

/** From the worker: events of a call while it runs, then its answer or what went wrong, as a sentence that is safe to show. */
export type Told =
  | { readonly id: number; readonly event: unknown }
  | { readonly id: number; readonly answer: unknown }
  | { readonly id: number; readonly error: string };
