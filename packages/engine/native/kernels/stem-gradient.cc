// The gradient of the first layer's kernel, of 7×7 at stride 2 (stem.h): points of the image and of dy multiplied over all tiles.
#include <algorithm>
#include <atomic>
#include <cstring>

#include "room.h"
#include "stem.h"
#include "threads.h"

namespace ftn {
namespace {

/** False without memory. */
bool gradient(const Stem& g, const float* dy, float* dw) {
  // Each task sums up its tiles, piece by piece, in a core's own cache; the tasks are the same for any number of threads.
  constexpr long piece = 24, least = 384, most = 32, step = apart(piece * stemNumbers);
  const long padded = (g.outputs + loops().lanes - 1) / loops().lanes * loops().lanes, dStep = apart(piece * padded);
  const long tiles = g.tiles(), each = std::max(least, (tiles + most - 1) / most), tasks = (tiles + each - 1) / each;
  const long sumStep = g.numbers() * padded + 16, all = Stem::points * sumStep;
  static thread_local Room sums;
  float* sum = sums.of(tasks * all);
  if (!sum) return false;
  std::atomic<bool> enough{true};
  parallel(tasks, [&](long i) {
    static thread_local Room pixels, gradients;
    float *v = pixels.of(Stem::points * step), *d = gradients.of(Stem::points * dStep), *own = sum + i * all;
    if (!v || !d) {
      enough = false;
      return;
    }
    std::memset(own, 0, all * sizeof(float));
    const long end = std::min(tiles, (i + 1) * each);
    for (long at = i * each; at < end; at += piece) {
      const long n = std::min(piece, end - at);
      g.cut(at, n, v, step);
      for (long t = 0; t < n; t++) {
        const Stem::Place p = g.place(at + t);
        g.fetch<0>(dy, at + t + 4);
        loops().stemGradientTile(dy + p.image * g.rows() * g.columns() * g.outputs, p.top, p.left, g.rows(), g.columns(),
                                 g.outputs, d + t * padded, padded, dStep);
      }
      for (long p = 0; p < Stem::points; p++)
        loops().winogradCorrelate(v + p * step, stemNumbers, d + p * dStep, padded, n, g.numbers(), padded,
                                  own + p * sumStep);
    }
  });
  if (!enough) return false;
  parallel(g.numbers(), [&](long number) {
    loops().stemTaps(sum + number * padded, sumStep, tasks, all, dw, number, g.channels, g.outputs);
  });
  return true;
}

/** x [N, H, W, C], ∂L/∂y of x ∗ W → ∂L/∂W. */
void compute(void*, TF_OpKernelContext* context) {
  Call call(context);
  Stem g;
  if (!g.read(call)) return;
  g.outputs = call.dimension(1, 3);
  const bool fit = call.dimension(1, 0) == g.count && call.dimension(1, 1) == g.rows() &&
                   call.dimension(1, 2) == g.columns() && call.size(0) > 0;
  if (!call.expect(fit, "dy must be what a kernel of 7×7 at stride 2 makes of x")) return;
  float* dw = call.output(0, {Stem::taps, Stem::taps, g.channels, g.outputs});
  if (dw) call.expect(gradient(g, call.input(1), dw), "there is no memory for the tiles");
}

}  // namespace

const Registration stemGradient = {"FtnStemGradient", {"x: float", "dy: float"}, {"dw: float"}, {}, createNone, compute,
                                   destroyNone};

}  // namespace ftn
