import { join, resolve } from 'node:path';
import { writeFileAtomic } from '@ftn/checkpoints/node';
import { calibrationChart, type Evaluation, evaluationConfusion } from '@ftn/library';
import { evaluationReport, evaluationTables, worstImages } from '@ftn/library/internal';
import { renderHeatMap, renderImageGrid, renderLineChart, renderSampleSheet } from '@ftn/report';
import { writeReport } from './publish.js';
import { writeFigure } from './write-figure.js';

/** Writes where an evaluation fails to a folder: page, figures, CSV files; returns the line that says where. */
export async function publishEvaluation(
  found: Evaluation,
  table: object,
  { out, command }: { readonly out: string; readonly command: string },
): Promise<string> {
  const line = await writeReport(out, table, evaluationReport(found, { command }));
  for (const [name, text] of Object.entries(evaluationTables(found)))
    await writeFileAtomic(join(out, name), Buffer.from(text));
  const confusion = evaluationConfusion(found);
  if (confusion)
    await writeFigure(out, 'confusion', (how) => renderHeatMap(confusion, { ...how, width: 720 }));
  const calibration = calibrationChart(found);
  if (calibration) await writeFigure(out, 'calibration', (how) => renderLineChart(calibration, how));
  const { samples, images } = worstImages(found);
  for (const group of samples) await writeFigure(out, 'worst', (how) => renderSampleSheet(group, how));
  for (const grid of images) await writeFigure(out, 'worst', (how) => renderImageGrid(grid, how));
  return `${line}; figures and CSV files in ${resolve(out)}`;
}
