import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Findings } from '../layouts/findings.js';
import { finishScan } from '../layouts/finish-scan.js';
import type { ListedFile } from '../layouts/layout.js';
import { layoutRoot } from '../layouts/layout-root.js';
import { readTextLines } from '../layouts/text-list.js';
import { type AnnotationRow, parseAnnotationRow } from './annotation-row.js';

const TABLE = 'annotations/annotations.tsv';

/** The aligned images come first: those of a camera fit each other. */
const imageFolders = ['imageAlignedLD', 'imageLD'] as const;

/** An image file with its annotations. */
export interface AnnotatedFile {
  readonly row: AnnotationRow;
  readonly path: string;
}

/** The result of scanning the annotation table. */
export interface TransientScan {
  readonly root: string;
  readonly table: string;
  /** The cameras, sorted. */
  readonly cameras: readonly string[];
  /** Images that are annotated and there, in the table's order. */
  readonly files: readonly AnnotatedFile[];
  readonly findings: Findings;
}

/** Reads the annotation table and looks for every image it names; what is wrong is a finding with its line. */
export async function scanTransientAttributes(folder: string): Promise<TransientScan> {
  const root = layoutRoot(folder, TABLE, [
    'transient-attributes',
    'TransientAttributes',
    'transient_attributes',
  ]);
  const table = join(root, TABLE);
  const images = imageFolders.find((name) => existsSync(join(root, name))) ?? imageFolders[0];
  const findings = new Findings();
  const lines = (await findings.attempt('broken-annotations', table, () => readTextLines(table))) ?? [];
  const rows: AnnotationRow[] = [];
  for (const { text, line } of lines) {
    const row = parseAnnotationRow(text, line);
    if (typeof row === 'string')
      findings.add('malformed-line', table, row, 'Correct the line or get the file again.', { line });
    else rows.push(row);
  }
  if (lines.length === 0 && findings.problems.length === 0) {
    findings.add('broken-annotations', table, 'the table is empty', 'Download the file again.');
  }
  const cameras = [...new Set(rows.map(({ camera }) => camera))].sort();
  const label = new Map(cameras.map((camera, i) => [camera, i]));
  const rowOf = new Map(rows.map((row) => [join(root, images, row.image), row]));
  const listed = [...rows].map(
    ({ image, camera, line }): ListedFile => ({
      path: join(root, images, image),
      label: label.get(camera)!,
      source: table,
      line,
    }),
  );
  const { splits } = await finishScan('transient-attributes', cameras, { train: listed }, findings);
  const files = (splits.train ?? []).map(({ path }) => ({ row: rowOf.get(path)!, path }));
  return { root, table, cameras, files, findings };
}
