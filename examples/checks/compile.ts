import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const folder = fileURLToPath(new URL('../', import.meta.url));

/** What TypeScript has against modules that stand in no file, as `PLACE: message`, under the settings of the examples. */
export function complaints(modules: readonly { place: string; code: string }[]): string[] {
  const read = ts.readConfigFile(join(folder, 'tsconfig.json'), ts.sys.readFile).config;
  const { options } = ts.parseJsonConfigFileContent(read, ts.sys, folder);
  // A snippet shows what there is; it need not use it.
  const settings = { ...options, noUnusedLocals: false, noUnusedParameters: false };
  const texts = new Map(modules.map(({ code }, i) => [join(folder, `snippet-${i}.ts`), code]));
  const host = ts.createCompilerHost(settings);
  const { fileExists, readFile } = host;
  host.fileExists = (file) => texts.has(file) || fileExists(file);
  host.readFile = (file) => texts.get(file) ?? readFile(file);
  const program = ts.createProgram([...texts.keys()], settings, host);
  return [...texts.keys()].flatMap((file, i) => {
    const source = program.getSourceFile(file)!;
    const found = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
    return found.map(({ messageText, start = 0 }) => {
      const { line } = source.getLineAndCharacterOfPosition(start);
      const text = ts.flattenDiagnosticMessageText(messageText, ' ');
      return `${modules[i]!.place}, line ${line + 1}: ${text}`;
    });
  });
}
