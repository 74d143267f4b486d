/** The side view of a kind of car, facing right, in a box of about −1 … 1; ranges are what one car differs in from another. */
export interface CarBody {
  /** Length over all as a share of the box, and heights of the roof and the waist above the floor. */
  readonly length: Range;
  readonly roof: Range;
  readonly waist: Range;
  /** Where along the car, from 0 at the back to 1 at the front: back of the roof, front of the roof, foot of the windscreen. */
  readonly roofBack: Range;
  readonly roofFront: Range;
  readonly windscreen: Range;
  /** Where the cabin's back meets the waist: 0 for a car whose roof runs to its tail. */
  readonly boot: Range;
  readonly wheel: Range;
  /** Room between the road and the floor. */
  readonly clearance: Range;
  /** Side windows: how many, or none for a closed van. */
  readonly windows: number;
  /** An open load bed behind the cabin. */
  readonly bed?: boolean;
  /** No roof: a windscreen and seats. */
  readonly open?: boolean;
  /** Rails on the roof. */
  readonly rails?: boolean;
}

/** A range of a proportion, low to high. */
export type Range = readonly [low: number, high: number];

/** Ten kinds that differ in proportions; any kind comes in any colour. */
export const carBodies: Readonly<Record<string, CarBody>> = {
  convertible: {
    length: [1.72, 1.9],
    roof: [0.66, 0.76],
    waist: [0.38, 0.44],
    roofBack: [0.34, 0.4],
    roofFront: [0.56, 0.6],
    windscreen: [0.64, 0.7],
    boot: [0.2, 0.26],
    wheel: [0.19, 0.22],
    clearance: [0.1, 0.14],
    windows: 0,
    open: true,
  },
  coupe: {
    length: [1.72, 1.92],
    roof: [0.66, 0.74],
    waist: [0.4, 0.45],
    roofBack: [0.36, 0.42],
    roofFront: [0.5, 0.56],
    windscreen: [0.67, 0.73],
    boot: [0.08, 0.14],
    wheel: [0.2, 0.23],
    clearance: [0.09, 0.13],
    windows: 1,
  },
  estate: {
    length: [1.8, 1.96],
    roof: [0.74, 0.82],
    waist: [0.42, 0.47],
    roofBack: [0.06, 0.1],
    roofFront: [0.56, 0.61],
    windscreen: [0.68, 0.73],
    boot: [0.01, 0.03],
    wheel: [0.19, 0.22],
    clearance: [0.11, 0.15],
    windows: 3,
    rails: true,
  },
  hatchback: {
    length: [1.42, 1.58],
    roof: [0.82, 0.92],
    waist: [0.46, 0.52],
    roofBack: [0.14, 0.2],
    roofFront: [0.54, 0.6],
    windscreen: [0.7, 0.76],
    boot: [0.02, 0.05],
    wheel: [0.19, 0.22],
    clearance: [0.12, 0.16],
    windows: 2,
  },
  limousine: {
    length: [2.0, 2.1],
    roof: [0.62, 0.68],
    waist: [0.37, 0.41],
    roofBack: [0.17, 0.21],
    roofFront: [0.68, 0.73],
    windscreen: [0.77, 0.81],
    boot: [0.1, 0.13],
    wheel: [0.16, 0.18],
    clearance: [0.09, 0.12],
    windows: 5,
  },
  minivan: {
    length: [1.7, 1.84],
    roof: [0.94, 1.04],
    waist: [0.5, 0.56],
    roofBack: [0.05, 0.09],
    roofFront: [0.56, 0.63],
    windscreen: [0.84, 0.9],
    boot: [0.0, 0.02],
    wheel: [0.18, 0.21],
    clearance: [0.12, 0.16],
    windows: 3,
  },
  pickup: {
    length: [1.84, 2.0],
    roof: [0.86, 0.96],
    waist: [0.46, 0.52],
    roofBack: [0.43, 0.48],
    roofFront: [0.58, 0.63],
    windscreen: [0.68, 0.73],
    boot: [0.4, 0.44],
    wheel: [0.2, 0.23],
    clearance: [0.14, 0.18],
    windows: 1,
    bed: true,
  },
  sedan: {
    length: [1.78, 1.94],
    roof: [0.74, 0.81],
    waist: [0.42, 0.47],
    roofBack: [0.27, 0.32],
    roofFront: [0.54, 0.59],
    windscreen: [0.68, 0.73],
    boot: [0.15, 0.2],
    wheel: [0.19, 0.22],
    clearance: [0.11, 0.15],
    windows: 2,
  },
  suv: {
    length: [1.62, 1.78],
    roof: [1.0, 1.1],
    waist: [0.58, 0.64],
    roofBack: [0.08, 0.12],
    roofFront: [0.56, 0.61],
    windscreen: [0.66, 0.71],
    boot: [0.02, 0.04],
    wheel: [0.25, 0.29],
    clearance: [0.24, 0.3],
    windows: 2,
    rails: true,
  },
  van: {
    length: [1.74, 1.92],
    roof: [1.16, 1.3],
    waist: [0.6, 0.68],
    roofBack: [0.01, 0.03],
    roofFront: [0.7, 0.75],
    windscreen: [0.83, 0.88],
    boot: [0.0, 0.01],
    wheel: [0.18, 0.21],
    clearance: [0.13, 0.17],
    windows: 0,
  },
};
