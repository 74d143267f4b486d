import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { Findings } from './findings.js';
import { finishScan } from './finish-scan.js';
import type { LayoutScan, ListedFile } from './layout.js';
import { pathFault } from './listed-path.js';
import { readTextLines } from './text-list.js';

/** DomainNet's six domains. */
export const domainNetDomains = ['clipart', 'infograph', 'painting', 'quickdraw', 'real', 'sketch'] as const;

const CLASSES = 345;
const splitNames = ['train', 'test'] as const;

/** One line of a list. */
interface Entry {
  readonly path: string;
  readonly className: string;
  readonly label: number;
  readonly source: string;
  readonly line: number;
}

/**
 * DomainNet as published: `DOMAIN/CLASS/FILE` and the lists `DOMAIN_train.txt` and `DOMAIN_test.txt`, each
 * line a path and a label from 0.
 *
 * Labels come from the lists and names from the paths, over all domains that are there: painting lacks one
 * class in training and another in testing, so that counting folders would number its classes otherwise
 * than the others'. `root` is the folder of the domains, or one of them. Source: Peng et al. 2019.
 */
export async function scanDomainNet(folder: string): Promise<LayoutScan[]> {
  const one = domainNetDomains.find(
    (domain) => domain === basename(folder) && !existsSync(join(folder, domain)),
  );
  const root = one ? dirname(folder) : folder;
  const chosen = one ? [one] : domainNetDomains;
  const findings = new Map<string, Findings>();
  const entries = new Map<string, Record<'train' | 'test', Entry[]>>();
  const present = domainNetDomains.filter(
    (domain) => chosen.includes(domain) || listsOf(root, domain).every(existsSync),
  );
  for (const domain of present) {
    const found = new Findings();
    findings.set(domain, found);
    const lists = listsOf(root, domain);
    entries.set(domain, {
      train: await readList(found, lists[0], domain),
      test: await readList(found, lists[1], domain),
    });
  }
  const classes = classNames(entries, findings);
  const scans: LayoutScan[] = [];
  for (const domain of chosen) {
    const found = findings.get(domain)!;
    const { train, test } = entries.get(domain)!;
    noteEmptyClasses(found, root, domain, classes, { train, test });
    const listed = { train: train.map((e) => fileOf(root, e)), test: test.map((e) => fileOf(root, e)) };
    scans.push(await finishScan(domain, classes, listed, found));
  }
  return scans;
}

/** The lists lie beside the domains' folders, or in a folder 'txt' as on the server. */
function listsOf(root: string, domain: string): [string, string] {
  return splitNames.map((split) => {
    const name = `${domain}_${split}.txt`;
    const served = join(root, 'txt', name);
    return existsSync(join(root, name)) || !existsSync(served) ? join(root, name) : served;
  }) as [string, string];
}

async function readList(findings: Findings, source: string, domain: string): Promise<Entry[]> {
  const lines = await findings.attempt('broken-annotations', source, () => readTextLines(source));
  const entries: Entry[] = [];
  for (const { text, line } of lines ?? []) {
    const match = /^(.*\S)\s+(-?\d+)\s*$/.exec(text);
    const parts = match?.[1]?.split('/') ?? [];
    const fault = match
      ? (pathFault(match[1]!) ??
        (parts.length === 3 && parts[0] === domain ? null : `is not '${domain}/CLASS/FILE'`))
      : null;
    if (!match || fault) {
      const problem = match ? `the path ${fault}` : `expected a path and a label, got '${text.slice(0, 60)}'`;
      findings.add('malformed-line', source, `the line is malformed: ${problem}`, 'Correct the line.', {
        line,
      });
      continue;
    }
    const label = Number(match[2]);
    if (!(label >= 0 && label < CLASSES)) {
      findings.add(
        'label-range',
        source,
        `the label is out of range: expected 0 to ${CLASSES - 1}, got ${match[2]}`,
        'Correct the line.',
        { line },
      );
      continue;
    }
    entries.push({ path: match[1]!, className: parts[1]!, label, source, line });
  }
  return entries;
}

/** The name of every label up to the largest, and a finding for each line that gives one another name. */
function classNames(
  entries: ReadonlyMap<string, Record<'train' | 'test', Entry[]>>,
  findings: ReadonlyMap<string, Findings>,
): string[] {
  const names = new Map<number, Entry>();
  const labels = new Map<string, Entry>();
  for (const [domain, splits] of entries) {
    for (const entry of [...splits.train, ...splits.test]) {
      const known = names.get(entry.label) ?? labels.get(entry.className);
      if (!known) {
        names.set(entry.label, entry);
        labels.set(entry.className, entry);
      } else if (known.className !== entry.className || known.label !== entry.label) {
        const { source, line } = entry;
        findings
          .get(domain)!
          .add(
            'label-conflict',
            source,
            `class '${entry.className}' has label ${entry.label} here, but '${known.className}' has ${known.label} in ${known.source}, line ${known.line}`,
            'Correct the line that is wrong.',
            { line },
          );
      }
    }
  }
  const count = [...names.keys()].reduce((a, b) => Math.max(a, b), -1) + 1;
  return Array.from({ length: count }, (_, label) => names.get(label)?.className ?? `class-${label}`);
}

function fileOf(root: string, { path, label, source, line }: Entry): ListedFile {
  return { path: join(root, path), label, source, line };
}

function noteEmptyClasses(
  findings: Findings,
  root: string,
  domain: string,
  classes: readonly string[],
  splits: Record<'train' | 'test', readonly Entry[]>,
): void {
  for (const [i, split] of splitNames.entries()) {
    const seen = new Set(splits[split].map(({ label }) => label));
    const missing = classes.filter((_, label) => !seen.has(label));
    if (missing.length === 0 || seen.size === 0) continue;
    const list =
      missing.slice(0, 5).join(', ') + (missing.length > 5 ? ` and ${missing.length - 5} more` : '');
    findings.add(
      'count',
      listsOf(root, domain)[i]!,
      `has no image of ${missing.length === 1 ? 'class' : `${missing.length} classes:`} ${list}`,
      "Nothing for painting's t-shirt (train) and syringe (test), which were published so.",
    );
  }
}
