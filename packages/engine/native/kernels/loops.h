// The loops over numbers, in single precision, images NHWC: a pixel is `channels` numbers in a row. Each function works
// on one thread; kernels share the work out. There is a copy of all of them for each instruction set, chosen once.
#pragma once

namespace ftn {

/** A convolution's shape: x is [height, width], y is [rows, columns]. */
struct Steps {
  long height, width, rows, columns, kernelHeight, kernelWidth, stride, padding, dilation;
};

/** y = (x − mean) · factor + offset, one number a channel each. */
struct Affine {
  const float* mean;
  const float* factor;
  const float* offset;
};

/** What is done to a result: y = affine(x) + added, then max(0, ·) where `relu`; `added`, of y's shape, may be null. */
struct After {
  Affine affine;
  const float* added;
  bool relu;

  /** The same from a channel on, `place` numbers into y. */
  After from(long channel, long place) const {
    return {{affine.mean + channel, affine.factor + channel, affine.offset + channel}, added ? added + place : nullptr, relu};
  }
};

/** What a ReLU's gradient is masked by. */
enum class Mask { none, ownOutput, givenOutput };

/** Of a step of Adam: `size` and `scale` with the corrections of its moments, `rest` = 1 − β, `shrink` = 1 − what AdamW takes away. */
struct AdamRates {
  float decay, beta1, rest1, beta2, rest2, size, scale, epsilon, shrink;
};

/** Of a step of gradient descent by rate · (ahead · velocity + now · gradient): 1 and 0, with Nesterov momentum and 1. */
struct SgdRates {
  float decay, momentum, rate, ahead, now;
};

struct Loops {
  const char* name;

  /** Adds up x − shift and its square over the pixels, by channel. */
  void (*sums)(const float* x, long pixels, long channels, const float* shift, float* sum, float* squares);
  /** y = affine(x) + added, then max(0, ·) where `relu`; `added` may be null. NaN stays NaN. */
  void (*normalize)(const float* x, const float* added, float* y, long pixels, long channels, Affine, bool relu);
  /** Adds up dz and dz · (x − mean) by channel, dz being dy where the mask lets it through. */
  void (*gradientSums)(const float* dy, const float* x, const float* y, long pixels, long channels, Affine, Mask,
                       float* sum, float* products);
  /** dx = factor · dz + slope · (x − mean) + constant; dz itself goes to `dAdded` unless that is null. */
  void (*normalizeGradient)(const float* dy, const float* x, const float* y, float* dx, float* dAdded, long pixels,
                            long channels, Affine, Mask, const float* slope, const float* constant);

  /** The largest of each window of one row of the output, and its place in the window; NaN wins. */
  void (*poolRow)(const float* image, float* y, unsigned char* places, long row, long channels, const Steps&);
  /** One row of the input's gradient from all windows that reach it. */
  void (*poolGradientRow)(const float* dy, const unsigned char* places, float* dx, long row, long channels,
                          const Steps&);

  /** Floats to a vector. */
  long lanes;
  /** out[pixel, r] = Σ_c x[pixel, c] · turned[r, c], `rank` numbers a pixel: for few of them. */
  void (*projectFew)(const float* x, long pixels, long channels, const float* turned, long rank, float* out);
  /** out[pixel, r] = Σ_c x[pixel, c] · factor[c, r], `width` numbers a pixel, a multiple of half of `lanes`: for many. */
  void (*projectMany)(const float* x, long pixels, long channels, const float* factor, long width, float* out);
  /** out[r, c] += Σ_pixel x[pixel, c] · u[pixel, r]. */
  void (*correlate)(const float* x, long pixels, long channels, const float* u, long rank, long width, float* out);
  /** out[c, r] = Σ_part parts[part, r, c] of `count` c in double precision, parts `step` floats apart, `channels` to a row. */
  void (*addUpTurned)(const float* parts, long step, long tasks, long channels, long count, long rank, float* out);
  /** z[output pixel, r] = Σ_tap u · s, the depthwise convolution; s is [taps, width]. */
  void (*taps)(const float* u, const float* s, float* z, long width, const Steps&);
  /** du[input pixel, r] = Σ_tap dz · s, its gradient. */
  void (*tapsInputGradient)(const float* dz, const float* s, float* du, long width, const Steps&);
  /** z as `taps`, and ds[tap, r] += Σ_pixel u · dz. */
  void (*tapsAndFilterGradient)(const float* u, const float* s, const float* dz, float* z, float* ds, long width,
                                const Steps&);

  /** sum[row, o] = base[row, o] + Σ_r left[row, r] · right[r, o]; `width` numbers a row of left, right in panels of so many o. */
  void (*addProduct)(const float* base, const float* left, const float* right, long rows, long rank, long width,
                     long outputs, float* sum);

  /**
   * The points of 32 outputs of `rows` inputs of a kernel of 3×3, `step` floats from one point to the next: `tap` and `row`
   * floats lie between its taps and inputs.
   */
  void (*winogradKernel)(const float* kernel, long tap, long row, long rows, float* out, long step);
  /** The points of the tile of 6×6 pixels at `top`, `left`, 0 outside the image; `step` floats from one to the next. */
  void (*winogradTile)(const float* image, long top, long left, long height, long width, long channels, float* out,
                       long step);
  /** m[tile, o] = Σ_c v[tile, c] · u[c, o] for 32 o, tiles `line` floats apart; on top of what is there where `add`. */
  void (*winogradProduct)(const float* v, long line, long tiles, long inputs, const float* u, float* m, bool add);
  /**
   * Up to 4×4 pixels of the result from a tile's points, `line` floats from one row of them to the next, and what comes after,
   * unless that is null; the vectors of `after` are read up to a whole number of `lanes`.
   */
  void (*winogradResult)(const float* m, long step, float* out, long rows, long columns, long line, long channels,
                         long count, const After* after);

  /**
   * The points of 4×4 pixels of a result's gradient at `top`, `left`, 0 outside of it; `padded` channels of them, a multiple of
   * `lanes`, `step` floats from one point to the next.
   */
  void (*winogradGradientTile)(const float* image, long top, long left, long height, long width, long channels,
                               float* out, long padded, long step);
  /** sum[c, o] += Σ_tile v[tile, c] · d[tile, o]; rows are `vLine`, `dLine` and `outputs` floats long, outputs a multiple of `lanes`. */
  void (*winogradCorrelate)(const float* v, long vLine, const float* d, long dLine, long tiles, long inputs, long outputs,
                            float* sum);
  /**
   * The nine taps from the 36 points of `count` outputs of one input, `step` floats between points, `tap` between taps; the points are
   * the sums of `ranges` of them that lie `apart`.
   */
  void (*winogradTaps)(const float* sums, long step, long ranges, long apart, float* out, long tap, long count);

  /** As `winogradTile`, of 12×12 pixels of up to four channels, even and odd ones apart: 16 numbers a point. */
  void (*stemTile)(const float* image, long top, long left, long height, long width, long channels, float* out, long step);
  /** The points of one of a pixel's 4·C numbers, 32 outputs of them from the output `from` on, 0 beyond the last. */
  void (*stemKernel)(const float* kernel, long number, long channels, long outputs, long from, float* out, long step);
  /** As `winogradResult`, of up to 3×3 pixels. */
  void (*stemResult)(const float* m, long step, float* out, long rows, long columns, long line, long channels,
                     long count, const After* after);
  /** As `winogradGradientTile`, of 3×3 pixels. */
  void (*stemGradientTile)(const float* image, long top, long left, long height, long width, long channels, float* out,
                           long padded, long step);
  /** As `winogradTaps`, the taps of one of a pixel's 4·C numbers, of all outputs. */
  void (*stemTaps)(const float* sums, long step, long ranges, long apart, float* kernel, long number, long channels,
                   long outputs);

  /** g = gradient + decay · w; m ← β₁m + (1 − β₁)g; v ← β₂v + (1 − β₂)g²; w ← shrink · w − size · m / (√v · scale + ε). */
  void (*adamStep)(const float* w, const float* gradient, const float* m, const float* v, long count, const AdamRates&,
                   float* newW, float* newM, float* newV);
  /** g = gradient + decay · w; v ← momentum · v + g; w ← w − rate · (ahead · v + now · g). */
  void (*sgdStep)(const float* w, const float* gradient, const float* v, long count, const SgdRates&, float* newW,
                  float* newV);
};

/** Columns of a factor that lie together, each of its ranks' numbers below the one before: what is read again stays in the nearest cache. */
constexpr long panel = 32;
/** Columns of a kernel that lie together at its Winograd points. */
constexpr long winogradOutputs = 32;
/** Numbers of a pixel of the first layer's image once even and odd ones are apart, and those that are none. */
constexpr long stemNumbers = 16;

/** The copy for this processor. */
const Loops& loops();

}  // namespace ftn
