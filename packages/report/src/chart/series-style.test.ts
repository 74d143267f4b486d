import { describe, expect, it } from 'vitest';
import { seriesStyles } from './series-style.js';

describe('seriesStyles', () => {
  it('gives a method one colour, its highest rank a solid line, and other labels the next colours', () => {
    const styleOf = seriesStyles([
      { method: 'ftn', label: 'FTN R=1' },
      { method: 'ftn', label: 'FTN R=10' },
      { method: 'fine-tuning', label: 'Fine-tuning' },
    ]);
    expect(styleOf('FTN R=10')).toEqual({ color: 0, dash: 0 });
    expect(styleOf('FTN R=1')).toEqual({ color: 0, dash: 1 });
    expect(styleOf('Fine-tuning')).toEqual({ color: 1, dash: 0 });
    expect(styleOf('clipart')).toEqual({ color: 2, dash: 0 });
    expect(styleOf('sketch')).toEqual({ color: 3, dash: 0 });
    expect(styleOf('clipart')).toEqual({ color: 2, dash: 0 });
  });

  it('gives a variant of a method a colour of its own, its ranks dashes', () => {
    const variant = 'layers=layer4';
    const styleOf = seriesStyles([
      { method: 'ftn', label: 'FTN R=4' },
      { method: 'ftn', variant, label: 'FTN R=1 (layers=layer4)' },
      { method: 'ftn', variant, label: 'FTN R=4 (layers=layer4)' },
    ]);
    expect(styleOf('FTN R=4')).toEqual({ color: 0, dash: 0 });
    expect(styleOf('FTN R=1 (layers=layer4)')).toEqual({ color: 1, dash: 1 });
    expect(styleOf('FTN R=4 (layers=layer4)')).toEqual({ color: 1, dash: 0 });
  });
});
