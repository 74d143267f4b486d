import type { Dtype, NamedTensors } from '../../tensors/tensor-data.js';

/** What JSON can hold. */
export type JsonValue =
  | null
  | boolean
  | number
  | string
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };

/** The state of a run at a step. */
export interface RunCheckpoint {
  readonly step: number;
  /** Data that resuming needs in addition to tensors: position, settings, fingerprint. */
  readonly header: JsonValue;
  readonly tensors: NamedTensors;
}

/**
 * The file, all numbers little-endian:
 *
 *     0   magic: 89 'FTN' 0D 0A 1A 0A, which breaks where a transfer changes line ends or strips a bit
 *     8   version, u32
 *     12  length of the header, u64
 *     20  length of the payload, u64
 *     28  sha256 of the header
 *     60  CRC-32 of bytes 0–59
 *     64  the header, JSON padded with spaces to 8 bytes; then the payload; then sha256 of everything before it
 *
 * The hashes of the header and of each tensor say where a file is damaged, the last one that it is not.
 */
export const layout = {
  magic: Uint8Array.of(0x89, 0x46, 0x54, 0x4e, 0x0d, 0x0a, 0x1a, 0x0a),
  version: 1,
  versionAt: 8,
  headerLengthAt: 12,
  payloadLengthAt: 20,
  headerHashAt: 28,
  crcAt: 60,
  preambleLength: 64,
  hashLength: 32,
} as const;

/** The header's JSON. */
export interface FileHeader {
  readonly step: number;
  /** The token of the lock the writer held, null where it held none. */
  readonly token: number | null;
  readonly header: JsonValue;
  readonly tensors: readonly TableEntry[];
}

/** A tensor's line in the header: its place in the payload and the hash of its bytes. */
export interface TableEntry {
  readonly name: string;
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  readonly start: number;
  readonly end: number;
  readonly sha256: string;
}
