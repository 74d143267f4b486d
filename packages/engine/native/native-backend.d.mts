/** Loads TensorFlow from an installed folder into this process and selects it; throws what the loader says. */
export declare function startNative(
  folder: string,
  options?: { threads?: number | undefined },
): { tensorflow: string; gpu: boolean };
