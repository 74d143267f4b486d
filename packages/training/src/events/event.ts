import { forTag } from '@ftn/errors';
import { double, type Field, float, integer, message, text } from './protobuf.js';

// Field numbers of tensorflow.Event, Summary.Value and SessionLog (tensorflow/core/util/event.proto,
// tensorflow/core/framework/summary.proto).
const WALL_TIME = 1;
const STEP = 2;
const FILE_VERSION = 3;
const SUMMARY = 5;
const SESSION_LOG = 7;
const SUMMARY_VALUE = 1;
const VALUE_TAG = 1;
const VALUE_SIMPLE = 2;
const SESSION_STATUS = 1;
const SESSION_START = 1;

const event = (wallTime: number, ...fields: Field[]) =>
  Uint8Array.from([double(WALL_TIME, wallTime), ...fields].flat());

/** A tag with its groups, each a name that charts can show; what has no name is kept so. */
const shownTag = (tag: string) =>
  tag
    .split('/')
    .map((part) => (part === '' ? '' : forTag(part)))
    .join('/');

/** The event every file starts with: it names the version of the format. */
export function versionEvent(wallTime: number): Uint8Array {
  return event(wallTime, text(FILE_VERSION, 'brain.Event:2'));
}

/** The event that tells TensorBoard to forget whatever earlier files say of `firstStep` and later steps. */
export function startEvent(firstStep: number, wallTime: number): Uint8Array {
  return event(
    wallTime,
    integer(STEP, firstStep),
    message(SESSION_LOG, integer(SESSION_STATUS, SESSION_START)),
  );
}

/**
 * One event with a scalar for each tag; `step` is an integer from 0, `wallTime` is in seconds since 1970.
 *
 * Values are kept as 32-bit floats. A NaN or an infinity is kept and drawn as such by TensorBoard.
 * @throws UsageError for a step that is not an integer from 0 to 2⁵³ − 1.
 */
export function scalarEvent(
  step: number,
  values: Readonly<Record<string, number>>,
  wallTime: number,
): Uint8Array {
  const scalars = Object.entries(values).map(([tag, value]) =>
    message(SUMMARY_VALUE, text(VALUE_TAG, shownTag(tag)), float(VALUE_SIMPLE, value)),
  );
  return event(wallTime, integer(STEP, step), message(SUMMARY, ...scalars));
}
