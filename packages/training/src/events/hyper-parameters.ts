import { forTag, forTerminal } from '@ftn/errors';
import { double, type Field, integer, message, oneBoolean, oneDouble, text } from './protobuf.js';

// Field numbers of tensorflow.Event, Summary.Value, SummaryMetadata and TensorProto (tensorflow/core), of TensorBoard's
// HParamsPluginData and SessionStartInfo (tensorboard/plugins/hparams/plugin_data.proto), and of google.protobuf.Value.
const EVENT = { wallTime: 1, summary: 5 };
const SUMMARY_VALUE = 1;
const VALUE = { tag: 1, tensor: 8, metadata: 9 };
const METADATA_PLUGIN = 1;
const PLUGIN = { name: 1, content: 2 };
const TENSOR = { type: 1, shape: 2 };
const SHAPE_DIMENSION = 2;
const FLOAT = 1;
const SESSION_START = 3;
const START = { hyperParameters: 1, startTime: 5 };
const ENTRY = { key: 1, value: 2 };
const KIND = { number: 2, text: 3, boolean: 4 };

/** A setting as TensorBoard keeps it. */
/** A setting that stands in no other. */
export type FlatSetting = string | number | boolean;

/** Texts longer than this say more than a table has room for. */
const longest = 200;

/** Settings by their paths; lists and what is neither are written as JSON. */
export function flatSettings(value: unknown, path = ''): [string, FlatSetting][] {
  if (typeof value === 'number' && Number.isFinite(value)) return [[path, value]];
  if (typeof value === 'boolean') return [[path, value]];
  if (typeof value === 'string') return [[path, value.slice(0, longest)]];
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return Object.entries(value).flatMap(([name, inner]) =>
      flatSettings(inner, path === '' ? name : `${path}.${name}`),
    );
  }
  if (value === undefined || value === null) return [];
  return [[path, (JSON.stringify(value) ?? String(value)).slice(0, longest)]];
}

function fieldOf(setting: FlatSetting): Field {
  if (typeof setting === 'number') return oneDouble(KIND.number, setting);
  if (typeof setting === 'boolean') return oneBoolean(KIND.boolean, setting);
  return message(KIND.text, [...new TextEncoder().encode(forTerminal(setting))]);
}

/** One setting of the map; entries stand in the order of their names, so that equal settings give equal bytes. */
const entry = ([name, setting]: [string, FlatSetting]) =>
  message(START.hyperParameters, text(ENTRY.key, forTag(name)), message(ENTRY.value, fieldOf(setting)));

/** The event that tells TensorBoard's plugin `hparams` what a session was run with; `wallTime` in seconds since 1970. */
export function hyperParametersEvent(
  settings: Readonly<Record<string, unknown>>,
  wallTime: number,
): Uint8Array {
  const entries = flatSettings(settings).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  const content = message(SESSION_START, ...entries.map(entry), double(START.startTime, wallTime));
  const plugin = message(METADATA_PLUGIN, text(PLUGIN.name, 'hparams'), message(PLUGIN.content, content));
  // A value needs a tensor to be there at all; what it holds is never read.
  const tensor = message(
    VALUE.tensor,
    integer(TENSOR.type, FLOAT),
    message(TENSOR.shape, message(SHAPE_DIMENSION)),
  );
  const value = message(
    SUMMARY_VALUE,
    text(VALUE.tag, '_hparams_/session_start_info'),
    tensor,
    message(VALUE.metadata, plugin),
  );
  return Uint8Array.from([...double(EVENT.wallTime, wallTime), ...message(EVENT.summary, value)]);
}
