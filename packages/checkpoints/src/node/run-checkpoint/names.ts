/** The state with the best validation so far. */
export const bestFile = 'best.ftn';

/** The file of a step's checkpoint. */
export const stepFile = (step: number) => `step-${step}.ftn`;

/** The step of a checkpoint by its file's name; null for any other file. */
export function checkpointStep(name: string): number | null {
  const step = /^step-(0|[1-9]\d{0,14})\.ftn$/.exec(name)?.[1];
  return step === undefined ? null : Number(step);
}

/** The steps of the checkpoints among a directory's names, the newest first. */
export function checkpointSteps(names: readonly string[]): number[] {
  return names
    .map(checkpointStep)
    .filter((step) => step !== null)
    .sort((a, b) => b - a);
}
