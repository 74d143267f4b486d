import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Architecture } from '@ftn/backbones';
import { decodeText, UsageError } from '@ftn/errors';
import { readRegularFile } from '@ftn/errors/node';
import { decodeLycoris, decodePeft, type ForeignAdapter } from '@ftn/exchange';

/** Bytes beyond which a file is none of an adapter's: far more than LoRA on the largest network has. */
const limits = { config: 2 ** 20, tensors: 2 * 2 ** 30 };

/**
 * An adapter of PEFT (a folder) or LyCORIS (a file), read as data and never run.
 *
 * @throws UsageError for a pickle, which may run what it likes
 */
export async function readForeign(from: string, architecture: Architecture): Promise<ForeignAdapter> {
  if (existsSync(from) && statSync(from).isDirectory()) {
    const at = (name: string) => join(from, name);
    if (existsSync(at('adapter_model.bin')) && !existsSync(at('adapter_model.safetensors'))) {
      throw new UsageError('this adapter of PEFT is a pickle', {
        file: at('adapter_model.bin'),
        expected: 'adapter_model.safetensors',
        hint: 'Save it with `safe_serialization=True`, as PEFT does by default.',
      });
    }
    const config = await readRegularFile(at('adapter_config.json'), { limit: limits.config });
    const tensors = await readRegularFile(at('adapter_model.safetensors'), { limit: limits.tensors });
    const text = decodeText(config, at('adapter_config.json'));
    const files = { 'adapter_config.json': text, 'adapter_model.safetensors': tensors };
    return decodePeft(files, architecture, from);
  }
  return decodeLycoris(await readRegularFile(from, { limit: limits.tensors }), architecture, from);
}
