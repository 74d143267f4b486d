export { bar, type RowId } from './bar.js';
export { cpuTime } from './damage/cpu-time.js';
export { mutate } from './damage/mutate.js';
export { type ReferenceFormat, referenceVerdicts, type Verdict } from './damage/reference-decoder.js';
export { type Bomb, bombFigure, refuseBombs } from './damage/refuse-bombs.js';
export {
  type Damage,
  damageFigure,
  type KnownEdit,
  type Outcome,
  surviveDamage,
} from './damage/survive-damage.js';
export { formulaValues, sampleIndices } from './formula.js';
export { type Figure, type RowRecord, row, seeded } from './row.js';
export { scaled } from './scaled.js';
export { type TestProgram, testProgram } from './test-program.js';
