// Convolutions of 1×1 that skip pixels, with their batch norm: the pixels they see, times the kernel, and what follows in one pass.
#include <algorithm>

#include "ending-norm.h"
#include "kernel.h"
#include "loops.h"
#include "threads.h"

namespace ftn {
namespace {

struct Options {
  int32_t stride;
  EndingOptions norm;
};

void* create(TF_OpKernelConstruction* construction) {
  return new Options{attribute(construction, "stride"), EndingOptions(construction)};
}

/** x, W [1, 1, C_in, C_out], scale, offset, mean, variance, added → the batch norm of x ∗ W, plus `added`, then a ReLU. */
void compute(void* attributes, TF_OpKernelContext* context) {
  const Options& options = *static_cast<Options*>(attributes);
  Call call(context);
  const bool shaped = call.ok() && call.dimensions(0) == 4 && call.dimensions(1) == 4 && call.dimension(1, 0) == 1 &&
                      call.dimension(1, 1) == 1 && call.dimension(1, 2) == call.dimension(0, 3);
  if (!call.expect(shaped, "x must be [N, H, W, C_in], the kernel [1, 1, C_in, C_out]")) return;
  const long images = call.dimension(0, 0), height = call.dimension(0, 1), width = call.dimension(0, 2);
  const long inputs = call.dimension(0, 3), outputs = call.dimension(1, 3), stride = options.stride;
  const Loops& l = loops();
  if (!call.expect(outputs % (l.lanes / 2) == 0, "C_out must be a whole number of half vectors")) return;
  const long rows = (height + stride - 1) / stride, columns = (width + stride - 1) / stride;
  const long pixels = images * rows * columns;
  const EndingNorm norm(call, outputs, pixels * outputs, options.norm);
  if (!call.ok()) return;
  float* y = call.output(0, {images, rows, columns, outputs});
  if (!y) return;
  const After after = norm.after();
  constexpr long piece = 12;
  parallel((pixels + piece - 1) / piece, [&](long i) {
    static thread_local std::vector<float> seen;
    seen.resize(static_cast<size_t>(piece * inputs));
    const long from = i * piece, count = std::min(piece, pixels - from), at = from * outputs;
    for (long k = 0; k < count; k++) {
      const long row = (from + k) / columns, image = row / rows;
      const float* pixel = call.input(0) + ((image * height + row % rows * stride) * width + (from + k) % columns * stride) * inputs;
      std::copy_n(pixel, inputs, seen.data() + k * inputs);
    }
    l.projectMany(seen.data(), count, inputs, call.input(1), outputs, y + at);
    const After here = after.from(0, at);
    l.normalize(y + at, here.added, y + at, count, outputs, here.affine, here.relu);
  });
}

}  // namespace

const Registration pointwiseNorm = {
    "FtnPointwiseNorm",
    {"x: float", "kernel: float", "scale: float", "offset: float", "mean: float", "variance: float", "added: N * float"},
    {"y: float"},
    {"stride: int", "epsilon: float", "relu: int", "N: int >= 0"},
    create,
    compute,
    [](void* options) { delete static_cast<Options*>(options); }};

}  // namespace ftn
