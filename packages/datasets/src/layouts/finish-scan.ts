import type { Findings } from './findings.js';
import type { LayoutScan, ListedFile, SplitName } from './layout.js';
import { existingFiles } from './missing-images.js';

/** A scan of the listed files that exist, each once; what is missing or listed again is a finding. */
export async function finishScan(
  name: string,
  classes: readonly string[],
  listed: Partial<Record<SplitName, readonly ListedFile[]>>,
  findings: Findings,
): Promise<LayoutScan> {
  const first = new Map<string, { file: ListedFile; split: string }>();
  const splits: Partial<Record<SplitName, ListedFile[]>> = {};
  for (const [split, files] of Object.entries(listed) as [SplitName, readonly ListedFile[]][]) {
    const once = files.filter((file) => {
      const earlier = first.get(file.path);
      if (earlier) report(findings, file, split, earlier);
      else first.set(file.path, { file, split });
      return !earlier;
    });
    splits[split] = await existingFiles(once, findings);
  }
  return { name, classes, splits, problems: findings.problems };
}

function report(
  findings: Findings,
  { path, label, source, line, offset }: ListedFile,
  split: string,
  earlier: { file: ListedFile; split: string },
): void {
  const { file } = earlier;
  const where = file.line === undefined ? '' : ` (${file.source}, line ${file.line})`;
  const place = { line, offset };
  const hint = 'Keep one of the two lines.';
  if (earlier.split !== split) {
    findings.add('leak', source, `names ${path}, which '${earlier.split}' has too${where}`, hint, place);
  } else if (file.label !== label) {
    findings.add('label-conflict', source, `names ${path} again, with another label${where}`, hint, place);
  } else {
    findings.add('duplicate', source, `names ${path} again${where}`, hint, place);
  }
}
