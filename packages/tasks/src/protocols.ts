/** Weights and constants of the four losses. */
export interface DenseProtocol {
  /** The factor on each task's loss. */
  readonly weights: {
    readonly edge: number;
    readonly semseg: number;
    readonly normals: number;
    readonly depth: number;
  };
  /** Weight of edge pixels in the balanced cross entropy; the others have what is left of 1. */
  readonly edgePositiveWeight: number;
}

/** Protocols of multi-task learning on NYUD by name: RCM's (Kanakis et al., 2020), after ASTMT (Maninis et al., 2019). */
export const denseProtocols = {
  rcm: { weights: { edge: 50, semseg: 1, normals: 10, depth: 1 }, edgePositiveWeight: 0.95 },
} as const satisfies Record<string, DenseProtocol>;
