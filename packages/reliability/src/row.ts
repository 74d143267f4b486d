import { it, type TestContext } from 'vitest';
import { bar, type RowId } from './bar.js';

/** What a row's test measured: how many cases, and the figure to be printed. */
export interface Figure {
  readonly count: number;
  readonly figure: string;
}

/** What of a test goes into the table of figures. */
export interface RowRecord extends Partial<Figure> {
  readonly id: RowId;
  readonly part: string;
  /** The fault on which this test shows the row's check red. */
  readonly seeded?: string;
}

const limit = 1_800_000;

/** vitest hands the record to its reporters; scripts/reliability/figures.mjs reads it there. */
function keep(task: TestContext['task'], record: RowRecord): void {
  Object.assign(task.meta, { reliability: record });
}

/** A row of the bar, or a part of one: the test's figure stands in the table that `pnpm test:reliability` prints. */
export function row(id: RowId, part: string, test: () => Figure | Promise<Figure>): void {
  it(`${id} ${part}: ${bar[id]}`, { timeout: limit }, async ({ task }) => {
    keep(task, { id, part });
    keep(task, { id, part, ...(await test()) });
  });
}

/** Shows the check of a row red on a fault made for it: `test` expects the check to report it. */
export function seeded(id: RowId, fault: string, test: () => unknown): void {
  it(`${id} is red where ${fault}`, { timeout: limit }, async ({ task }) => {
    keep(task, { id, part: '', seeded: fault });
    await test();
  });
}
