import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A sweep, as far as its adapters are found by it. */
interface Swept {
  readonly out: string;
  readonly cells: readonly { readonly id: string; readonly label: string }[];
}

/** The bytes of every adapter's weights of a sweep, by the label of its run. */
export const weightsOf = async ({ cells, out }: Swept): Promise<Record<string, string>> =>
  Object.fromEntries(
    await Promise.all(
      cells.map(async ({ id, label }) => {
        const file = join(out, 'cells', id, 'run', 'adapter', 'adapter.safetensors');
        return [label, (await readFile(file)).toString('base64')] as const;
      }),
    ),
  );
