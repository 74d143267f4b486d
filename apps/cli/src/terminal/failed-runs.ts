import { FormatError } from '@ftn/errors';

/** Runs of a plan as they ended. */
interface EndedRuns {
  /** How many there are. */
  readonly runs: number;
  readonly failed: readonly { readonly label: string }[];
  /** The folder of the plan. */
  readonly out: string;
}

/** The names that are told of many. */
const most = 5;

/** Ends a command whose runs did not all come to a result, after it has shown those that did. @throws FormatError that names them */
export function requireNoneFailed({ runs, failed, out }: EndedRuns): void {
  if (failed.length === 0) return;
  const named = failed.slice(0, most).map(({ label }) => label);
  throw new FormatError(
    `${failed.length} of ${runs} runs failed: ${[...named, ...(failed.length > most ? ['…'] : [])].join('; ')}`,
    { hint: `'ftn sweep status ${out}' says why. Given again, the command tries them alone.` },
  );
}
