// The first layer's convolution, of 7×7 at stride 2 (stem.h).
#include <algorithm>
#include <atomic>

#include "ending-norm.h"
#include "room.h"
#include "stem.h"
#include "threads.h"

namespace ftn {
namespace {

constexpr long block = winogradOutputs;

/** Writes 32 channels of `n` tiles from the `first` on, whose products are `m`, [36, n, 32]. */
void join(const Stem& g, long first, long n, long of, const float* m, long step, float* y, const After* after) {
  const long channel = of * block, channels = std::min(g.outputs - channel, block);
  for (long t = 0; t < n; t++) {
    const Stem::Place p = g.place(first + t);
    const long place = ((p.image * g.rows() + p.top) * g.columns() + p.left) * g.outputs + channel;
    const After own = after ? after->from(channel, place) : After{};
    loops().stemResult(m + t * block, step, y + place, std::min(g.rows() - p.top, Stem::side),
                       std::min(g.columns() - p.left, Stem::side), g.columns() * g.outputs, g.outputs, channels,
                       after ? &own : nullptr);
  }
}

/** y = x ∗ W and what comes after. False without memory. */
bool convolve(const Stem& g, const float* kernel, float* y, const After* after) {
  // So many tiles that their points and products stay in a core's own cache.
  constexpr long group = 24, step = apart(group * stemNumbers), between = apart(group * block);
  const long blocks = (g.outputs + block - 1) / block, numbers = g.numbers(), own = numbers * block;
  static thread_local Room ready;
  float* u = ready.of(blocks * Stem::points * own);
  if (!u) return false;
  for (long i = 0; i < blocks * numbers; i++) {
    const long of = i / numbers, number = i % numbers;
    loops().stemKernel(kernel, number, g.channels, g.outputs, of * block, u + of * Stem::points * own + number * block, own);
  }
  std::atomic<bool> enough{true};
  parallel((g.tiles() + group - 1) / group, [&](long i) {
    static thread_local Room pixels, products;
    float *v = pixels.of(Stem::points * step), *m = products.of(Stem::points * between);
    if (!v || !m) {
      enough = false;
      return;
    }
    const long first = i * group, n = std::min(g.tiles() - first, group);
    for (long t = 0; t < n; t++) g.fetch<1>(y, first + t);
    g.cut(first, n, v, step);
    for (long of = 0; of < blocks; of++) {
      for (long p = 0; p < Stem::points; p++)
        loops().winogradProduct(v + p * step, stemNumbers, n, numbers, u + (of * Stem::points + p) * own, m + p * between,
                                false);
      join(g, first, n, of, m, between, y, after);
    }
  });
  return enough;
}

bool read(Call& call, Stem& g) {
  if (!g.read(call)) return false;
  g.outputs = call.dimension(1, 3);
  const bool fit = call.dimension(1, 0) == Stem::taps && call.dimension(1, 1) == Stem::taps &&
                   call.dimension(1, 2) == g.channels && call.size(0) > 0;
  return call.expect(fit, "the kernel must be [7, 7, C_in, C_out]");
}

void write(Call& call, const Stem& g, const After* after) {
  float* y = call.output(0, {g.count, g.rows(), g.columns(), g.outputs});
  if (y) call.expect(convolve(g, call.input(1), y, after), "there is no memory for the tiles");
}

/** x ∗ W at stride 2 with 3 zeros on every side. */
void compute(void*, TF_OpKernelContext* context) {
  Call call(context);
  Stem g;
  if (read(call, g)) write(call, g, nullptr);
}

void* createNormed(TF_OpKernelConstruction* construction) { return new EndingOptions(construction); }

/** x, W, scale, offset, mean, variance, added → the batch norm of x ∗ W, plus `added`, then a ReLU. */
void computeNormed(void* options, TF_OpKernelContext* context) {
  Call call(context);
  Stem g;
  if (!read(call, g)) return;
  const EndingNorm norm(call, g.outputs, g.count * g.rows() * g.columns() * g.outputs, *static_cast<EndingOptions*>(options));
  if (!call.ok()) return;
  const After after = norm.after();
  write(call, g, &after);
}

}  // namespace

const Registration stem = {"FtnStem", {"x: float", "kernel: float"}, {"y: float"}, {}, createNone, compute, destroyNone};

const Registration stemNorm = {
    "FtnStemNorm",
    {"x: float", "kernel: float", "scale: float", "offset: float", "mean: float", "variance: float", "added: N * float"},
    {"y: float"},
    {"epsilon: float", "relu: int", "N: int >= 0"},
    createNormed,
    computeNormed,
    [](void* options) { delete static_cast<EndingOptions*>(options); }};

}  // namespace ftn
