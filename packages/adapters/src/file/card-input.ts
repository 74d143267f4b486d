import type { InputDescription, InputSize, InputStep } from './input.js';

const pair = (size: InputSize): readonly [number, number] => (typeof size === 'number' ? [size, size] : size);

/** A size as people write it: width × height. */
function shown(size: InputSize): string {
  const [height, width] = pair(size);
  return `${width} × ${height}`;
}

const list = (values: readonly number[]) => `[${values.join(', ')}]`;

/** One step in words and numbers. */
function sentence(step: InputStep): string {
  switch (step.kind) {
    case 'resize':
      return `stretch to ${shown(step.size)} pixels`;
    case 'resize-shorter':
      return `scale so that the shorter side is ${step.size} pixels (the longer one is cut to a whole number)`;
    case 'center-crop':
      return `cut the middle ${shown(step.size)} pixels`;
    case 'pad':
      return `add ${step.padding} pixels of ${step.fill ?? 0} on each side`;
    case 'grayscale':
      return 'replace colour by its lightness (ITU-R 601-2)';
    case 'normalize':
      return `divide by 255, subtract ${list(step.mean)}, divide by ${list(step.std)} (red, green, blue)`;
  }
}

/** How images are prepared, as a numbered list. */
export function describeSteps({ decode, steps }: InputDescription): string[] {
  const turned = decode.orientation === 'exif' ? ', upright by its EXIF orientation' : ', as it is stored';
  const alpha = decode.alpha === 'white' ? 'on white' : 'dropped';
  return [
    `1. decode to RGB bytes${turned}; transparency ${alpha}`,
    ...steps.map((step, i) => `${i + 2}. ${sentence(step)}`),
    '',
    'Scaling is bilinear and averages where it shrinks, as Pillow does it on bytes.',
  ];
}

/** One step in Python, on an image of Pillow. */
function python(step: InputStep): string[] {
  switch (step.kind) {
    case 'resize': {
      const [height, width] = pair(step.size);
      return [`image = image.resize((${width}, ${height}), Image.BILINEAR)`];
    }
    case 'resize-shorter':
      return [
        `short = min(image.size)`,
        `image = image.resize(tuple(${step.size} * side // short for side in image.size), Image.BILINEAR)`,
      ];
    case 'center-crop': {
      const [height, width] = pair(step.size);
      return [
        `wide, high = max(${width} - image.width, 0), max(${height} - image.height, 0)`,
        'image = ImageOps.expand(image, (wide // 2, high // 2, (wide + 1) // 2, (high + 1) // 2))',
        `left, top = round((image.width - ${width}) / 2), round((image.height - ${height}) / 2)`,
        `image = image.crop((left, top, left + ${width}, top + ${height}))`,
      ];
    }
    case 'pad': {
      const { padding, fill = 0 } = step;
      return [`image = ImageOps.expand(image, ${padding}, fill=(${fill}, ${fill}, ${fill}))`];
    }
    case 'grayscale':
      return ['image = image.convert("L").convert("RGB")'];
    case 'normalize':
      return [
        'pixels = np.asarray(image, np.float32) / np.float32(255)',
        `pixels = (pixels - np.float32(${list(step.mean)})) / np.float32(${list(step.std)})`,
      ];
  }
}

/** Transparency on white, rounded as the decoder of @ftn/datasets does it. */
const onWhite = [
  'rgba = np.asarray(image.convert("RGBA"), np.int64)',
  'alpha = rgba[..., 3:]',
  'image = Image.fromarray(np.uint8((rgba[..., :3] * alpha + 255 * (255 - alpha)) // 255))',
];

/** A program for Python that prepares `photo.jpg` as float32, 1×3×H×W. */
export function pythonPreparation({ decode, steps }: InputDescription): string[] {
  const turn = decode.orientation === 'exif';
  return [
    'import numpy as np',
    'from PIL import Image, ImageOps',
    '',
    `image = ${turn ? 'ImageOps.exif_transpose(Image.open("photo.jpg"))' : 'Image.open("photo.jpg")'}`,
    ...(decode.alpha === 'white' ? onWhite : []),
    'image = image.convert("RGB")',
    ...steps.flatMap(python),
    'pixels = np.ascontiguousarray(pixels.transpose(2, 0, 1)[None])',
  ];
}
