import { backboneNames, countBackbone, createArchitecture } from '@ftn/backbones';
import { miniDomainStyles } from '@ftn/datasets';
import { methods } from '@ftn/tensor-factors';
import { Argument, Command } from 'commander';
import { recipeNames } from '../compose/recipes.js';
import type { Terminal } from '../terminal/terminal.js';

type Row = Record<string, string | number>;

/** What exists, by kind: a function that makes the rows of `ftn list KIND`. */
const kinds = {
  backbones: (): Row[] => backboneNames.map((name) => ({ ...countBackbone(createArchitecture(name)) })),
  methods: (): Row[] =>
    Object.entries(methods).map(([name, { summary, options }]) => ({
      name,
      summary,
      options: Object.keys(options).join(', '),
    })),
  recipes: (): Row[] => recipeNames().map((name) => ({ name })),
  data: (): Row[] => miniDomainStyles.map((style) => ({ name: `mini-domains/${style}` })),
} as const;

const show = (value: string | number) => (typeof value === 'number' ? value.toLocaleString('en-US') : value);

/** Rows as aligned columns, numbers to the right. */
function columns(rows: readonly Row[]): string[] {
  const names = Object.keys(rows[0] ?? {});
  const widths = names.map((name) => Math.max(name.length, ...rows.map((row) => show(row[name]!).length)));
  const line = (row: Row) =>
    names
      .map((name, i) =>
        typeof row[name] === 'number'
          ? show(row[name]).padStart(widths[i]!)
          : show(row[name]!).padEnd(widths[i]!),
      )
      .join('  ')
      .trimEnd();
  const numeric = names.map((name) => typeof rows[0]?.[name] === 'number');
  const header = names.map((name, i) => (numeric[i] ? name.padStart(widths[i]!) : name.padEnd(widths[i]!)));
  return [header.join('  ').trimEnd(), ...rows.map(line)];
}

/** `ftn list KIND`: the backbones with their exact counts, the methods, the recipes, the made-up data. */
export function listVerb(terminal: Terminal): Command {
  return new Command('list')
    .description('show what exists: backbones with exact counts, methods, recipes, made-up data')
    .addArgument(new Argument('<kind>', 'what to list').choices(Object.keys(kinds)))
    .option('--json', 'print one JSON object')
    .action((kind: keyof typeof kinds, options: { json?: boolean }) => {
      const rows = kinds[kind]();
      if (options.json) terminal.json({ id: `list-${kind}`, rows });
      else for (const line of columns(rows)) terminal.print(line);
    });
}
