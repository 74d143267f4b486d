import { join, resolve } from 'node:path';
import { writeFileAtomic } from '@ftn/checkpoints/node';
import { FormatError, FtnError, UsageError } from '@ftn/errors';
import { makeFolder } from '@ftn/errors/node';
import { type PaperPart, renderPaperHtml, tableLatex, tableRowsCsv } from '@ftn/report';
import type { Terminal } from '../terminal/terminal.js';
import { headingOf, subjectOf } from './experiment.js';
import { type PaperRequest, type PlannedExperiment, planPaper } from './plan-paper.js';

/** Makes one experiment; what it fails by stands on the page in its place, and the others go on. */
async function makePart(
  { name, experiment, request, missing }: PlannedExperiment,
  mini: boolean,
  terminal: Terminal,
) {
  const { source } = experiment;
  const shared = { id: name, title: headingOf(experiment, mini), source };
  if (request === null) {
    terminal.note(`${name}: not made, it needs ${missing}`);
    return { ...shared, state: 'missing', reason: `It needs ${missing}.` } as const satisfies PaperPart;
  }
  terminal.note(`${name}: ${subjectOf(experiment)}`);
  const began = performance.now();
  try {
    const { page } = await experiment.run(request, terminal);
    const { command } = request;
    // Maps of every domain and rank are on the experiment's own page; here they stand where they are the figure.
    const report = experiment.compares === 'methods' ? { ...page, heatMaps: [] } : page;
    const seconds = (performance.now() - began) / 1000;
    const { title } = page;
    return { ...shared, title, state: 'made', report, command, seconds } as const satisfies PaperPart;
  } catch (error) {
    if (!FtnError.isInstance(error) || error.code === 'INTERRUPTED') throw error;
    terminal.note(`${name}: failed, ${error.message}`);
    return { ...shared, state: 'failed', reason: error.message } as const satisfies PaperPart;
  }
}

/** Writes what was made so far: the page, every number as CSV, every table as LaTeX. */
async function publish(parts: readonly PaperPart[], { out, mini, seeds }: PaperRequest): Promise<string> {
  const made = parts.flatMap((part) => (part.state === 'made' ? [part] : []));
  const title = mini ? 'The whole paper in miniature' : 'The whole paper';
  const texts = {
    'report.html': renderPaperHtml({ title, parts, seeds }),
    'tables.csv': tableRowsCsv(made.map(({ report }) => report.table)),
    'tables.tex': made.map(({ report: { table, names } }) => tableLatex(table, names)).join('\n'),
  };
  await makeFolder(out);
  for (const [file, text] of Object.entries(texts)) await writeFileAtomic(join(out, file), Buffer.from(text));
  return resolve(out, 'report.html');
}

/**
 * Makes every table and figure of the paper, those that are missing, and one page of all of them. The page is written anew
 * after each, so that a stop leaves what there is.
 *
 * @throws UsageError where nothing can be made; FormatError at the end where an experiment failed, with its name
 */
export async function reproducePaper(request: PaperRequest, terminal: Terminal): Promise<void> {
  const planned = planPaper(request);
  if (planned.every((one) => one.request === null)) {
    throw new UsageError("'ftn reproduce all' needs the data of the paper", {
      expected: '--data KIND:PATH for each, --weights NETWORK=FILE, --generator FILE',
      hint: "'ftn reproduce all --mini' makes all of it on made-up data.",
    });
  }
  const parts: PaperPart[] = [];
  let page = '';
  for (const one of planned) {
    parts.push(await makePart(one, request.mini, terminal));
    page = await publish(parts, request);
  }
  terminal.tell(`the whole paper: ${page}`, request.json);
  const failed = parts.filter(({ state }) => state === 'failed').map(({ id }) => id);
  if (failed.length === 0) return;
  throw new FormatError(`${failed.length} of ${parts.length} experiments failed: ${failed.join(', ')}`, {
    hint: 'The page says why. Given again, the command makes those that are missing.',
  });
}
