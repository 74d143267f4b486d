import type { RandomStream } from '@ftn/random';
import type { Canvas } from '../raster/canvas.js';

/** One of the five made-up sets: its classes and how one image of each is drawn. */
export interface SketchSet {
  /** In the order of their labels. */
  readonly classes: readonly string[];
  draw(className: string, random: RandomStream, size: number): Canvas;
}
