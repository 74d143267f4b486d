// Batch normalisation with what follows it: y = (x − mean) / √(variance + ε) · scale + offset, plus `added`, then a ReLU.
// Each pass over the numbers does all that can be done in it.
#include <cmath>
#include <vector>

#include "kernel.h"
#include "loops.h"
#include "threads.h"

namespace ftn {
namespace {

struct Options {
  float epsilon;
  bool relu;
};

void* create(TF_OpKernelConstruction* construction) {
  return new Options{realAttribute(construction, "epsilon"), attribute(construction, "relu") != 0};
}

void destroy(void* options) { delete static_cast<Options*>(options); }

/** Pixels in pieces that fit a core's cache, the same whatever the number of threads. */
struct Pieces {
  long pixels, channels, length, count;

  Pieces(long size, long channels)
      : pixels(size / channels), channels(channels), length(32768 / channels < 16 ? 16 : 32768 / channels),
        count((pixels + length - 1) / length) {}

  long first(long piece) const { return piece * length; }
  long pixelsOf(long piece) const { return piece + 1 < count ? length : pixels - first(piece); }
};

/** Two sums a channel, of `sum(piece, a, b)` over all pieces, added up in double precision. */
template <class F>
void addUp(const Pieces& p, std::vector<double>& a, std::vector<double>& b, F sum) {
  std::vector<float> parts(static_cast<size_t>(2 * p.count * p.channels));
  parallel(p.count, [&](long piece) {
    float* own = parts.data() + 2 * piece * p.channels;
    sum(piece, own, own + p.channels);
  });
  a.assign(p.channels, 0);
  b.assign(p.channels, 0);
  for (long piece = 0; piece < p.count; piece++) {
    const float* own = parts.data() + 2 * piece * p.channels;
    for (long c = 0; c < p.channels; c++) a[c] += own[c];
    for (long c = 0; c < p.channels; c++) b[c] += own[p.channels + c];
  }
}

bool fit(Call& call, int vectors, int from) {
  const long channels = call.ok() && call.dimensions(0) == 4 ? call.dimension(0, 3) : 0;
  if (!call.expect(channels > 0 && call.size(0) > 0, "x must be [N, H, W, C]")) return false;
  for (int i = from; i < from + vectors; i++)
    if (!call.expect(call.size(i) == channels, "a parameter must be [C]")) return false;
  return true;
}

/** The tensor of x's shape at the end; null where there is none. */
const float* same(Call& call, int input) {
  if (input >= call.count()) return nullptr;
  return call.expect(call.size(input) == call.size(0), "added must have x's shape") ? call.input(input) : nullptr;
}

/** x, scale, offset, mean, variance, added → y. */
void infer(void* kernel, TF_OpKernelContext* context) {
  const Options& options = *static_cast<Options*>(kernel);
  Call call(context);
  if (!fit(call, 4, 1)) return;
  const long channels = call.dimension(0, 3);
  const float* added = same(call, 5);
  float* y = call.ok() ? call.output(0, call.shape(0)) : nullptr;
  if (!y) return;
  std::vector<float> factor(channels);
  normFactors(call.input(1), call.input(4), options.epsilon, channels, factor.data());
  const Affine affine{call.input(3), factor.data(), call.input(2)};
  const Pieces p(call.size(0), channels);
  parallel(p.count, [&](long piece) {
    const long at = p.first(piece) * channels;
    loops().normalize(call.input(0) + at, added ? added + at : nullptr, y + at, p.pixelsOf(piece), channels, affine,
                      options.relu);
  });
}

/** x, scale, offset, added → y, the batch's mean, its unbiased variance, and 1/√(biased variance + ε). */
void train(void* kernel, TF_OpKernelContext* context) {
  const Options& options = *static_cast<Options*>(kernel);
  Call call(context);
  if (!fit(call, 2, 1)) return;
  const long channels = call.dimension(0, 3);
  const float* x = call.input(0);
  const float* added = same(call, 3);
  if (!call.ok()) return;
  float* y = call.output(0, call.shape(0));
  float* mean = call.output(1, {channels});
  float* variance = call.output(2, {channels});
  float* inverse = call.output(3, {channels});
  if (!call.ok()) return;
  const Pieces p(call.size(0), channels);
  const double n = static_cast<double>(p.pixels);
  std::vector<double> sum, squares;
  // Around the first pixel: far from 0, the squares' sum alone would lose the variance.
  addUp(p, sum, squares, [&](long piece, float* a, float* b) {
    loops().sums(x + p.first(piece) * channels, p.pixelsOf(piece), channels, x, a, b);
  });
  std::vector<float> factor(channels);
  for (long c = 0; c < channels; c++) {
    const double shifted = sum[c] / n;
    double biased = squares[c] / n - shifted * shifted;
    if (biased < 0) biased = 0;
    mean[c] = static_cast<float>(x[c] + shifted);
    variance[c] = static_cast<float>(n > 1 ? biased * (n / (n - 1)) : biased);
    inverse[c] = static_cast<float>(1 / std::sqrt(biased + options.epsilon));
    factor[c] = call.input(1)[c] * inverse[c];
  }
  const Affine affine{mean, factor.data(), call.input(2)};
  // The last pieces were read last and may still be near.
  parallel(p.count, [&](long i) {
    const long piece = p.count - 1 - i;
    const long at = p.first(piece) * channels;
    loops().normalize(x + at, added ? added + at : nullptr, y + at, p.pixelsOf(piece), channels, affine, options.relu);
  });
}

/**
 * dy, x, scale, offset, mean, inverse, y → dx, dScale, dOffset, dAdded. With `relu` the gradient is masked: by y where
 * it is given, as it must be where something was added, else by what x gives again. `added` asks for dAdded; `training`
 * says whether mean and inverse come from x.
 */
struct GradientOptions {
  bool relu, added, training;
};

void* createGradient(TF_OpKernelConstruction* construction) {
  return new GradientOptions{attribute(construction, "relu") != 0, attribute(construction, "added") != 0,
                             attribute(construction, "training") != 0};
}

void destroyGradient(void* options) { delete static_cast<GradientOptions*>(options); }

void gradient(void* kernel, TF_OpKernelContext* context) {
  const GradientOptions& options = *static_cast<GradientOptions*>(kernel);
  Call call(context);
  if (!fit(call, 4, 2)) return;
  const long channels = call.dimension(0, 3);
  const float* y = same(call, 6);
  if (!call.expect(call.size(1) == call.size(0), "x must have dy's shape")) return;
  if (!call.expect(!options.relu || !options.added || y, "what was added takes y for the mask")) return;
  float* dx = call.output(0, call.shape(0));
  float* dScale = call.output(1, {channels});
  float* dOffset = call.output(2, {channels});
  float* dAdded = call.output(3, options.added ? call.shape(0) : std::vector<int64_t>{0});
  if (!call.ok()) return;
  const float *dy = call.input(0), *x = call.input(1), *scale = call.input(2), *inverse = call.input(5);
  const Pieces p(call.size(0), channels);
  const double n = static_cast<double>(p.pixels);
  const Mask mask = !options.relu ? Mask::none : y ? Mask::givenOutput : Mask::ownOutput;
  std::vector<float> factor(channels), slope(channels), constant(channels);
  for (long c = 0; c < channels; c++) factor[c] = scale[c] * inverse[c];
  const Affine affine{call.input(4), factor.data(), call.input(3)};
  std::vector<double> sum, products;
  addUp(p, sum, products, [&](long piece, float* a, float* b) {
    const long at = p.first(piece) * channels;
    loops().gradientSums(dy + at, x + at, y ? y + at : nullptr, p.pixelsOf(piece), channels, affine, mask, a, b);
  });
  for (long c = 0; c < channels; c++) {
    dOffset[c] = static_cast<float>(sum[c]);
    dScale[c] = static_cast<float>(products[c] * inverse[c]);
    if (!options.training) continue;
    const double share = -static_cast<double>(factor[c]) / n;
    slope[c] = static_cast<float>(share * products[c] * inverse[c] * inverse[c]);
    constant[c] = static_cast<float>(share * sum[c]);
  }
  parallel(p.count, [&](long i) {
    const long piece = p.count - 1 - i;
    const long at = p.first(piece) * channels;
    loops().normalizeGradient(dy + at, x + at, y ? y + at : nullptr, dx + at, options.added ? dAdded + at : nullptr,
                              p.pixelsOf(piece), channels, affine, mask, slope.data(), constant.data());
  });
}

}  // namespace

const Registration batchNorm = {
    "FtnBatchNorm",
    {"x: float", "scale: float", "offset: float", "mean: float", "variance: float", "added: N * float"},
    {"y: float"},
    {"epsilon: float", "relu: int", "N: int >= 0"},
    create,
    infer,
    destroy};

const Registration batchNormTraining = {"FtnBatchNormTraining",
                                        {"x: float", "scale: float", "offset: float", "added: N * float"},
                                        {"y: float", "mean: float", "variance: float", "inverse: float"},
                                        {"epsilon: float", "relu: int", "N: int >= 0"},
                                        create,
                                        train,
                                        destroy};

const Registration batchNormGradient = {
    "FtnBatchNormGradient",
    {"dy: float", "x: float", "scale: float", "offset: float", "mean: float", "inverse: float", "y: N * float"},
    {"dx: float", "dscale: float", "doffset: float", "dadded: float"},
    {"relu: int", "added: int", "training: int", "N: int >= 0"},
    createGradient,
    gradient,
    destroyGradient};

}  // namespace ftn
