import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { UsageError } from '@ftn/errors';
import { formatBytes } from '@ftn/report';
import type { Terminal } from '../terminal/terminal.js';
import { type ExportFlags, imageSize, refuseShape } from './export-flags.js';
import { required, wholeNumber } from './flags.js';

/** Writes one ONNX model for several adapters, and what each of them feeds it. */
export async function exportShared(flags: ExportFlags, terminal: Terminal): Promise<void> {
  const adapter = required('--adapter FOLDER', flags.adapter);
  const out = resolve(required('--out FOLDER', flags.out));
  // Batch norms are what domains differ in: there is nothing to fold them into.
  refuseShape(flags, '--shared', ['foldBatchNorm']);
  if (!flags.force && existsSync(join(out, 'network.onnx'))) {
    throw new UsageError('this folder holds a shared model', {
      file: out,
      hint: 'Add --force to replace it, or choose another name.',
    });
  }
  const opset = wholeNumber('opset', flags.opset);
  const size = flags.size === undefined ? undefined : imageSize(flags.size);
  const { weights, dynamicBatch, normalize, softmax } = flags;
  const { exportShared: write } = await import('@ftn/library');
  const { folder, domains, ...row } = await write({
    adapter,
    out,
    weights,
    opset,
    size,
    dynamicBatch,
    normalize,
    softmax,
  });
  if (flags.json) {
    terminal.json({ id: 'export', rows: [{ folder, ...row, domains }] });
    return;
  }
  terminal.print(`${row.file}: ${row.nodes} nodes, opset ${opset}, ${formatBytes(row.bytes)}`);
  for (const { file, domain, bytes } of domains) {
    terminal.print(`${file}: '${domain}', ${row.inputs} tensors to feed it, ${formatBytes(bytes)}`);
  }
}
