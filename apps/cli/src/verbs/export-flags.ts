import { UsageError } from '@ftn/errors';
import { refuseValue, wholeNumber } from './flags.js';

/** What `ftn export` is given. */
export interface ExportFlags {
  adapter?: string[];
  pytorch?: boolean;
  peft?: boolean;
  lycoris?: boolean;
  shared?: boolean;
  weights?: string;
  out?: string;
  size?: string;
  opset: string;
  foldBatchNorm?: boolean;
  dynamicBatch?: boolean;
  normalize?: boolean;
  softmax?: boolean;
  force?: boolean;
  json?: boolean;
}

/** `224`, or `480x640` for height and width. */
export function imageSize(text: string): readonly [number, number] {
  const [height, width = height] = text.split('x').map((part) => wholeNumber('size', part, 1));
  if (text.split('x').length > 2)
    refuseValue('size', 'the side of a square or HEIGHTxWIDTH, such as 224 or 480x640', text);
  return [height!, width!];
}

/** The one adapter of a file that holds one. */
export function onlyAdapter(folders: readonly string[], what: string): string {
  if (folders.length === 1) return folders[0]!;
  throw new UsageError(`${what} holds one adapter`, {
    expected: 'one --adapter',
    got: String(folders.length),
    hint: 'Export each on its own; a shared ONNX model (--shared) and a program for PyTorch (--pytorch) take several.',
  });
}

/** Refuses the options of an ONNX model beside a form that has no such model, or cannot be shaped so. */
export function refuseShape(
  flags: ExportFlags,
  form: string,
  names: readonly (keyof ExportFlags)[] = ['size', 'foldBatchNorm', 'dynamicBatch', 'normalize', 'softmax'],
): void {
  const refused = names.find((name) => flags[name] !== undefined);
  if (refused === undefined) return;
  const flag = `--${refused.replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`)}`;
  throw new UsageError(`${flag} shapes an ONNX model`, { hint: `Leave out ${flag} or ${form}.` });
}
