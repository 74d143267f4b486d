// The gradients of a convolution's low-rank factors from its kernel's own, G: da = Σ_k s·(G·b), ds = Σ_i a·(G·b),
// db = Gᵀ·(s ⊙ a), in one pass over G.
#include <algorithm>

#include "factors.h"

namespace ftn {
namespace {

/** G [K_h, K_w, C_in, C_out], a, b, s → da, db, ds. */
void project(void*, TF_OpKernelContext* context) {
  Call call(context);
  if (!call.expect(call.ok() && call.dimensions(0) == 4, "the gradient must be [K_h, K_w, C_in, C_out]")) return;
  const long taps = call.dimension(0, 0) * call.dimension(0, 1), inputs = call.dimension(0, 2),
             outputs = call.dimension(0, 3);
  const long rank = inputs > 0 ? call.size(1) / inputs : 0;
  const bool fit = rank > 0 && call.size(1) == inputs * rank && call.size(2) == outputs * rank &&
                   call.size(3) == taps * rank;
  if (!call.expect(fit, "the factors do not fit the gradient")) return;
  float* da = call.output(0, call.shape(1));
  float* db = call.output(1, call.shape(2));
  float* ds = call.output(2, call.shape(3));
  if (!call.ok()) return;

  const Loops& l = loops();
  const Columns columns(rank, 1);
  const long width = columns.width;
  const float *g = call.input(0), *a = call.input(1), *s = call.input(3);
  const Projection onOutputs(call.input(2), outputs, columns);
  constexpr long each = 16;
  const long count = (inputs + each - 1) / each;
  static thread_local Room room;
  const FactorSums all(room, count, rank, 0, outputs, taps, rank);
  if (!call.expect(bool(all), "there is no memory for the sums")) return;
  std::fill_n(da, inputs * rank, 0.0f);
  parallel(count, [&](long i) {
    static thread_local std::vector<float> gb, sa;
    gb.resize(static_cast<size_t>(each * width));
    sa.assign(static_cast<size_t>(each * width), 0);
    const FactorSums::Part part = all.clear(i);
    const long from = i * each, rows = std::min(each, inputs - from);
    for (long t = 0; t < taps; t++) {
      const float* own = g + (t * inputs + from) * outputs;
      onOutputs.of(own, rows, gb.data());
      for (long c = 0; c < rows; c++) {
        const float *in = a + (from + c) * rank, *tap = s + t * rank, *sums = gb.data() + c * width;
        float *toA = da + (from + c) * rank, *toS = part.s + t * rank, *product = sa.data() + c * width;
        for (long r = 0; r < rank; r++) {
          toA[r] += tap[r] * sums[r];
          toS[r] += in[r] * sums[r];
          product[r] = tap[r] * in[r];
        }
      }
      l.correlate(own, rows, outputs, sa.data(), rank, width, part.b);
    }
  });
  all.addUp(da, db, ds);
}

}  // namespace

const Registration projectGradient = {"FtnProjectGradient",
                                      {"gradient: float", "a: float", "b: float", "s: float"},
                                      {"da: float", "db: float", "ds: float"},
                                      {},
                                      createNone,
                                      project,
                                      destroyNone};

}  // namespace ftn
