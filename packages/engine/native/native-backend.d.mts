import type { io, Tensor3D, Tensor4D } from '@tensorflow/tfjs-core';

/**
 * Loads TensorFlow from an installed folder, and the kernels' addon where one is given, into this process and selects it;
 * throws what the loader says. `kernels` is the instruction set their loops were chosen for.
 */
export declare function startNative(
  folder: string,
  options?: { threads?: number | undefined; kernels?: string | undefined },
): { tensorflow: string; gpu: boolean; kernels: string | null };

/** What TensorFlow.js has for Node besides its backend. */
export interface NodeParts {
  /** An image in any of the four formats as pixels, int32 unless `dtype` says otherwise; all frames of a GIF where `expandAnimations`. */
  decodeImage(
    contents: Uint8Array,
    channels?: number,
    dtype?: string,
    expandAnimations?: boolean,
  ): Tensor3D | Tensor4D;
  /** PNG as pixels [height, width, channels]. */
  decodePng(contents: Uint8Array, channels?: number, dtype?: string): Tensor3D;
  /** JPEG as pixels [height, width, channels]. */
  decodeJpeg(
    contents: Uint8Array,
    channels?: number,
    ratio?: number,
    fancyUpscaling?: boolean,
    tryRecoverTruncated?: boolean,
    acceptableFraction?: number,
    dctMethod?: string,
  ): Tensor3D;
  /** BMP as pixels [height, width, channels]. */
  decodeBmp(contents: Uint8Array, channels?: number): Tensor3D;
  /** All frames of a GIF as pixels [frames, height, width, channels]. */
  decodeGif(contents: Uint8Array): Tensor4D;
  /** Pixels [height, width, channels] as JPEG. */
  encodeJpeg(
    image: Tensor3D,
    format?: '' | 'grayscale' | 'rgb',
    quality?: number,
    progressive?: boolean,
    optimizeSize?: boolean,
    chromaDownsampling?: boolean,
    densityUnit?: 'in' | 'cm',
    xDensity?: number,
    yDensity?: number,
    xmpMetadata?: string,
  ): Promise<Uint8Array>;
  /** Pixels [height, width, channels] as PNG. */
  encodePng(image: Tensor3D, compression?: number): Promise<Uint8Array>;
  /** Where a model is kept: a folder, or its model.json with its files of weights. */
  fileSystem(path: string | string[]): io.IOHandler;
  /** Takes addresses that begin with file://. */
  fileRouter(url: string | string[]): io.IOHandler;
}

/** TensorFlow's readers of images, and models in files, as TensorFlow.js has them for Node. */
export declare function nodeParts(): NodeParts;
