import { parseStrictJson, plainJson } from '@ftn/checkpoints';
import { FormatError, UsageError } from '@ftn/errors';
import * as z from 'zod';

/** What of adapter_config.json decides what LoRA computes. */
export interface PeftConfig {
  /** The factor of a layer's up · down: alpha / R, or alpha / √R. */
  scaleOf(layer: string, rank: number): number;
}

const pattern = z.record(z.string(), z.number());
const schema = z.looseObject({
  peft_type: z.string(),
  lora_alpha: z.number(),
  alpha_pattern: pattern.nullish(),
  use_rslora: z.boolean().nullish(),
  init_lora_weights: z.union([z.boolean(), z.string()]).nullish(),
});

/** Fields that say how it was trained or where it goes, and change nothing of what is computed. */
const harmless = new Set(
  `alpha_pattern auto_mapping base_model_name_or_path bias corda_config ensure_weight_tying eva_config
   exclude_modules fan_in_fan_out inference_mode init_lora_weights layers_pattern layers_to_transform loftq_config
   lora_alpha lora_dropout lora_ga_config megatron_config megatron_core modules_to_save peft_type peft_version
   qalora_group_size r rank_pattern revision runtime_config target_modules task_type use_rslora`.split(/\s+/),
);

/** Ways to begin that leave the network's own weights as they are. */
const plainStarts: readonly unknown[] = [true, false, null, undefined, 'gaussian', 'eva', 'orthogonal'];

const isUnset = (value: unknown) =>
  value === null ||
  value === false ||
  (Array.isArray(value) && value.length === 0) ||
  (typeof value === 'object' && Object.keys(value as object).length === 0);

/** A pattern of PEFT as the plain name it stands for; regular expressions of strangers are not run. */
function plainName(text: string, file: string): { readonly name: string; readonly whole: boolean } {
  const name = text.replace(/^\^/, '').replace(/\$$/, '').replaceAll('\\.', '.');
  if (/^[\w.-]+$/.test(name)) return { name, whole: text.startsWith('^') };
  throw new UsageError("a key of 'alpha_pattern' is a regular expression", {
    file,
    expected: "a layer's name, such as layer1.0.conv1",
    got: text,
    hint: 'Write the layers out, one by one.',
  });
}

/** alpha of every layer: that of the first pattern that ends its name, else the one of all. */
function alphaOf(alpha: number, patterns: Readonly<Record<string, number>>, file: string) {
  const known = Object.entries(patterns).map(([text, value]) => ({ ...plainName(text, file), value }));
  return (layer: string) =>
    known.find(({ name, whole }) => layer === name || (!whole && layer.endsWith(`.${name}`)))?.value ?? alpha;
}

/**
 * adapter_config.json of PEFT, where it is of LoRA as it is defined; nothing in it is run.
 *
 * @throws FormatError where it is no JSON of that kind; UsageError for another method and for options that change what is
 * computed
 */
export function readPeftConfig(text: string, file: string): PeftConfig {
  const value = plainJson(parseStrictJson(text, { file, what: 'the text', offset: 0 }));
  const parsed = schema.safeParse(value);
  if (!parsed.success) {
    const { path, message } = parsed.error.issues[0]!;
    throw new FormatError('this is no configuration of PEFT', {
      file,
      expected: `${path.join('.') || 'an object'}: ${message.replace(/^Invalid input: expected /, '')}`,
    });
  }
  const config = parsed.data;
  if (config.peft_type !== 'LORA') {
    throw new UsageError('this adapter of PEFT is not LoRA', {
      file,
      expected: 'LORA',
      got: config.peft_type.slice(0, 60),
    });
  }
  const other = Object.entries(config).find(([field, set]) => !harmless.has(field) && !isUnset(set));
  if (other) {
    throw new UsageError(`'${other[0]}' changes what LoRA computes, and is not read`, {
      file,
      expected: 'LoRA without it',
      got: JSON.stringify(other[1]).slice(0, 60),
    });
  }
  if (!plainStarts.includes(config.init_lora_weights)) {
    throw new UsageError('this way of beginning LoRA changes the weights of the network itself', {
      file,
      expected: 'init_lora_weights of true, false, gaussian, eva or orthogonal',
      got: String(config.init_lora_weights),
      hint: 'Convert it to LoRA over the original weights, as PEFT can when it saves one.',
    });
  }
  const alpha = alphaOf(config.lora_alpha, config.alpha_pattern ?? {}, file);
  const isStabilised = config.use_rslora === true;
  return { scaleOf: (layer, rank) => alpha(layer) / (isStabilised ? Math.sqrt(rank) : rank) };
}
