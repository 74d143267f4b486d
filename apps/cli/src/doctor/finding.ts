/** What a check found: in order, something to know, or something that keeps work from being done. */
export interface Finding {
  readonly name: string;
  readonly state: 'ok' | 'note' | 'wrong';
  readonly found: string;
  /** What to do, where there is something to do. */
  readonly hint?: string;
}

/** A check; what it throws is a finding of its own. */
export interface Check {
  readonly name: string;
  readonly look: () => Finding | Promise<Finding>;
}

/** Makes every check in turn, one after the other. */
export async function diagnose(checks: readonly Check[]): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const { name, look } of checks) {
    try {
      findings.push(await look());
    } catch (error) {
      const found = error instanceof Error ? error.message.split('\n')[0]! : String(error);
      findings.push({ name, state: 'wrong', found });
    }
  }
  return findings;
}
