import { forCsv } from '@ftn/errors';
import type { LabelProbability } from '@ftn/library';
import { columns } from './columns.js';
import type { Terminal } from './terminal.js';

/** What one adapter made of an image: its most probable classes, or the files its map was written to, by ending. */
export type Made =
  | { readonly labels: readonly LabelProbability[] }
  | { readonly files: Readonly<Record<string, string>> };

/** An image with what every adapter made of it, by label; or why it could not be read. */
export interface PredictedRow {
  readonly file: string;
  readonly made: ReadonlyMap<string, Made>;
  readonly error?: string;
}

/** Where predictions are shown, row by row. */
export interface PredictionSink {
  row(row: PredictedRow): void;
  end(): void;
}

/** An adapter as a column: its label, and how it answers. */
export interface AdapterColumn {
  readonly label: string;
  /** Endings of the files of a map; null where it names classes. */
  readonly endings: readonly string[] | null;
}

const percent = ({ label, probability }: LabelProbability) => `${label} ${(100 * probability).toFixed(1)} %`;

const inWords = (made: Made | undefined): string => {
  if (!made) return '–';
  if ('labels' in made) return made.labels.map(percent).join(', ');
  const files = Object.values(made.files);
  return `${files.slice(0, -1).join(', ')} and ${files.at(-1)}`;
};

/** A line for each image; with several adapters a table with a column for each, at the end. */
function wordSink(adapters: readonly AdapterColumn[], terminal: Terminal): PredictionSink {
  const [only, ...others] = adapters;
  const rows: PredictedRow[] = [];
  return {
    row(row) {
      if (row.error !== undefined) return;
      if (others.length > 0) rows.push(row);
      else terminal.print(`${row.file}: ${inWords(row.made.get(only!.label))}`);
    },
    end() {
      const cells = rows.map(({ file, made }) => ({
        image: file,
        ...Object.fromEntries(adapters.map(({ label }) => [label, inWords(made.get(label))])),
      }));
      for (const line of columns(cells, terminal.screenWidth)) terminal.print(line);
    },
  };
}

/** A probability with as many digits as float32 holds. */
const exact = (probability: number) => Number(probability.toPrecision(7));

const plain = (made: Made): object => {
  if ('labels' in made) {
    const predictions = made.labels.map(({ label, probability }) => ({ class: label, probability }));
    return { predictions };
  }
  const { png, 'picture.png': picture, ...raw } = made.files;
  return { map: png, picture, ...(Object.keys(raw).length > 0 ? { raw: Object.values(raw) } : {}) };
};

/** What `--json` and `--jsonl` say of an image; with several adapters by their labels. */
function objectOf({ file, made, error }: PredictedRow, adapters: readonly AdapterColumn[]): object {
  if (error !== undefined) return { file, error };
  if (adapters.length === 1) return { file, ...plain(made.get(adapters[0]!.label)!) };
  return { file, adapters: Object.fromEntries([...made].map(([label, one]) => [label, plain(one)])) };
}

function jsonSink(adapters: readonly AdapterColumn[], terminal: Terminal, about: object): PredictionSink {
  const rows: object[] = [];
  return {
    row: (row) => rows.push(objectOf(row, adapters)),
    end: () => terminal.json({ ...about, rows }),
  };
}

const linesSink = (adapters: readonly AdapterColumn[], terminal: Terminal): PredictionSink => ({
  row: (row) => terminal.json(objectOf(row, adapters)),
  end() {},
});

/** `class, probability, class 2, …`, or the endings of files; after an adapter's label where there are several. */
function csvSink(adapters: readonly AdapterColumn[], terminal: Terminal, top: number): PredictionSink {
  const line = (cells: readonly (string | number)[]) => terminal.print(cells.map(forCsv).join(','));
  const places = Array.from({ length: top }, (_, i) => (i === 0 ? '' : ` ${i + 1}`));
  const head = adapters.flatMap(({ label, endings }) => {
    const prefix = adapters.length > 1 ? `${label} ` : '';
    const names = endings ?? places.flatMap((place) => [`class${place}`, `probability${place}`]);
    return names.map((name) => `${prefix}${name}`);
  });
  line(['file', ...head, 'error']);
  return {
    row({ file, made, error = '' }) {
      const cells = adapters.flatMap(({ label, endings }) => {
        const one = made.get(label);
        if (endings) return endings.map((ending) => (one && 'files' in one ? one.files[ending]! : ''));
        const labels = one && 'labels' in one ? one.labels : [];
        return places.flatMap((_, i) => [
          labels[i]?.label ?? '',
          labels[i] ? exact(labels[i].probability) : '',
        ]);
      });
      line([file, ...cells, error]);
    },
    end() {},
  };
}

/** How predictions are printed: words for people, or a form for programs. */
export type PredictionForm = 'words' | 'json' | 'jsonl' | 'csv';

/** Where predictions of these adapters go in a form; `about` is what the JSON object says besides its rows. */
export function predictionSink(
  form: PredictionForm,
  adapters: readonly AdapterColumn[],
  { terminal, top, about }: { readonly terminal: Terminal; readonly top: number; readonly about: object },
): PredictionSink {
  if (form === 'json') return jsonSink(adapters, terminal, about);
  if (form === 'jsonl') return linesSink(adapters, terminal);
  if (form === 'csv') return csvSink(adapters, terminal, top);
  return wordSink(adapters, terminal);
}
