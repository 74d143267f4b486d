// The gradient of the first layer's kernel, of 7×7 at stride 2 (stem.h): points of the image and of dy multiplied over all tiles.
#include <algorithm>

#include "stem.h"
#include "tile-sums.h"

namespace ftn {
namespace {

/** False without memory. */
bool gradient(const Stem& g, const float* dy, float* dw) {
  constexpr long piece = 24, least = 384, most = 32;
  const long padded = (g.outputs + loops().lanes - 1) / loops().lanes * loops().lanes, tiles = g.tiles();
  const long each = std::max(least, (tiles + most - 1) / most);
  const TileSums all{tiles, each, piece, stemNumbers, g.numbers(), padded, apart(piece * stemNumbers),
                     apart(piece * padded)};
  static thread_local Room room;
  const float* sums = all.of(room, [&](long first, long n, float* v, float* d) {
    g.cut(first, n, v, all.vStep);
    for (long t = 0; t < n; t++) {
      const Stem::Place p = g.place(first + t);
      g.fetch<0>(dy, first + t + 4);
      loops().stemGradientTile(dy + p.image * g.rows() * g.columns() * g.outputs, p.top, p.left, g.rows(), g.columns(),
                               g.outputs, d + t * padded, padded, all.dStep);
    }
  });
  if (!sums) return false;
  parallel(g.numbers(), [&](long number) {
    loops().stemTaps(sums + number * padded, all.step(), all.tasks(), all.size(), dw, number, g.channels, g.outputs);
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
