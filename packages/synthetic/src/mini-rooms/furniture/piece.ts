import type { Part } from '../geometry/part.js';
import type { RoomClass } from '../room-classes.js';

/** A piece of furniture before it is placed: parts around the middle of its footprint, its front towards +z. */
export interface Piece {
  readonly label: RoomClass;
  readonly parts: readonly Part[];
  /** Its footprint and height in metres. */
  readonly width: number;
  readonly depth: number;
  readonly height: number;
}
