/** The state with the best validation so far. */
export const bestFile = 'best.ftn';

/** The file of a step's checkpoint. */
export const stepFile = (step: number) => `step-${step}.ftn`;

/** The steps of the checkpoints among a directory's names, the newest first. */
export function checkpointSteps(names: readonly string[]): number[] {
  return names
    .map((name) => /^step-(0|[1-9]\d*)\.ftn$/.exec(name)?.[1])
    .filter((step) => step !== undefined)
    .map(Number)
    .sort((a, b) => b - a);
}
