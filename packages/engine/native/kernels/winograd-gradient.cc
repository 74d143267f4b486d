// The gradient of a kernel of 3×3 at stride 1 by Winograd's minimal filtering: image and gradient are brought to 36 points,
// multiplied there over all tiles, and the sums brought back to taps (winograd-gradient-loops.inc).
#include <algorithm>
#include <atomic>
#include <cstring>

#include "kernel.h"
#include "loops.h"
#include "room.h"
#include "threads.h"
#include "tile-sums.h"

namespace ftn {
namespace {

constexpr long points = 36, side = 4;
/** In- and outputs of the part of a kernel whose points one task sums up: so many as a core's own cache holds. */
constexpr long inputsOfPart = 32, outputsOfPart = 64;

long parts(long count, long each) { return (count + each - 1) / each; }

/** x, ∂L/∂y of x ∗ W, and where ∂L/∂W goes. */
struct Layer {
  const float *x, *dy;
  float* dw;
  long count, height, width, inputs, rows, columns, outputs, padding;
  /** Outputs in whole vectors. */
  long padded;

  long down() const { return parts(rows, side); }
  long across() const { return parts(columns, side); }
  long tiles() const { return count * down() * across(); }
  long partsOfKernel() const { return parts(inputs, inputsOfPart) * parts(outputs, outputsOfPart); }

  /** The points of `n` tiles from the `first` on: of x [36, n, C_in], of dy [36, n, padded]. */
  void cut(long first, long n, float* v, long vStep, float* d, long dStep) const {
    for (long t = 0; t < n; t++) {
      const long row = (first + t) / across(), image = row / down();
      const long top = row % down() * side, left = (first + t) % across() * side;
      loops().winogradTile(x + image * height * width * inputs, top - padding, left - padding, height, width, inputs,
                           v + t * inputs, vStep);
      loops().winogradGradientTile(dy + image * rows * columns * outputs, top, left, rows, columns, outputs,
                                   d + t * padded, padded, dStep);
    }
  }
};

/** A part of the kernel. */
struct Part {
  long input, inputs, output, outputs;

  Part(const Layer& g, long index) {
    const long across = parts(g.outputs, outputsOfPart);
    input = index / across * inputsOfPart;
    output = index % across * outputsOfPart;
    inputs = std::min(g.inputs - input, inputsOfPart);
    outputs = std::min(g.outputs - output, outputsOfPart);
  }
  /** Floats from one point to the next; outputs in whole vectors. */
  static constexpr long step = inputsOfPart * outputsOfPart + 16;
  long padded() const { return parts(outputs, loops().lanes) * loops().lanes; }

  /** Adds what `n` tiles give. */
  void add(const Layer& g, const float* v, long vStep, const float* d, long dStep, long n, float* sum) const {
    for (long p = 0; p < points; p++)
      loops().winogradCorrelate(v + p * vStep + input, g.inputs, d + p * dStep + output, g.padded, n, inputs, padded(),
                                sum + p * step);
  }
  void write(const Layer& g, const float* sum) const {
    for (long c = 0; c < inputs; c++)
      loops().winogradTaps(sum + c * padded(), step, 1, 0, g.dw + (input + c) * g.outputs + output,
                           g.inputs * g.outputs, outputs);
  }
};

/** A kernel whose sums stay in a core's own cache. False without memory. */
bool gradientOfSmall(const Layer& g) {
  constexpr long most = 8, piece = 12, least = 6 * piece, slices = 8;
  const long tiles = g.tiles(), tasks = std::max(1L, std::min(most, tiles / least));
  const long each = parts(parts(tiles, tasks), piece) * piece;
  const TileSums all{tiles, each, piece, g.inputs, g.inputs, g.padded, piece * g.inputs + 16, piece * g.padded + 16};
  static thread_local Room room;
  const float* sums = all.of(room, [&](long first, long n, float* v, float* d) {
    g.cut(first, n, v, all.vStep, d, all.dStep);
  });
  if (!sums) return false;
  parallel(slices, [&](long i) {
    for (long c = i; c < g.inputs; c += slices)
      loops().winogradTaps(sums + c * g.padded, all.step(), all.tasks(), all.size(), g.dw + c * g.outputs,
                           g.inputs * g.outputs, g.outputs);
  });
  return true;
}

/** A kernel of any size, part by part. False without memory. */
bool gradientByParts(const Layer& g) {
  // Floats of a group's points: so many that the cores' own caches keep most of them, and sums are not fetched too often.
  constexpr long most = 1 << 20, least = 64, piece = 8;
  const long tiles = g.tiles(), fits = std::max(least, most / (points * (g.inputs + g.padded)));
  const long groups = parts(tiles, fits), group = parts(tiles, groups);
  const long vStep = apart(group * g.inputs), dStep = apart(group * g.padded);
  static thread_local Room pixels, gradients, all;
  float *v = pixels.of(points * vStep), *d = gradients.of(points * dStep);
  // Where one group is all, each task brings its own sums back at once.
  float* sums = groups > 1 ? all.of(g.partsOfKernel() * points * Part::step) : nullptr;
  if (!v || !d || (groups > 1 && !sums)) return false;
  std::atomic<bool> enough{true};
  for (long at = 0; at < tiles; at += group) {
    const long n = std::min(group, tiles - at);
    parallel(parts(n, piece), [&](long i) {
      const long first = i * piece;
      g.cut(at + first, std::min(piece, n - first), v + first * g.inputs, vStep, d + first * g.padded, dStep);
    });
    parallel(g.partsOfKernel(), [&](long i) {
      static thread_local Room own;
      float* sum = sums ? sums + i * points * Part::step : own.of(points * Part::step);
      if (!sum) {
        enough = false;
        return;
      }
      if (at == 0) std::memset(sum, 0, points * Part::step * sizeof(float));
      const Part part(g, i);
      part.add(g, v, vStep, d, dStep, n, sum);
      if (at + n == tiles) part.write(g, sum);
    });
  }
  return enough;
}

void* create(TF_OpKernelConstruction* construction) { return new long(attribute(construction, "padding")); }

/** x [N, H, W, C_in], ∂L/∂y of x ∗ W with `padding` zeros on every side → ∂L/∂W. */
void compute(void* padding, TF_OpKernelContext* context) {
  Call call(context);
  if (!call.expect(call.ok() && call.dimensions(0) == 4 && call.dimensions(1) == 4, "x and dy must be [N, H, W, C]"))
    return;
  Layer g{call.input(0),        call.input(1),        nullptr,
          call.dimension(0, 0), call.dimension(0, 1), call.dimension(0, 2), call.dimension(0, 3),
          call.dimension(1, 1), call.dimension(1, 2), call.dimension(1, 3), *static_cast<long*>(padding),
          parts(call.dimension(1, 3), loops().lanes) * loops().lanes};
  const long margin = 2 * g.padding - 2;
  const bool fit = g.rows == g.height + margin && g.columns == g.width + margin && call.dimension(1, 0) == g.count &&
                   call.size(1) > 0;
  if (!call.expect(fit, "dy must be what a kernel of 3×3 makes of x")) return;
  g.dw = call.output(0, {3, 3, g.inputs, g.outputs});
  if (!g.dw) return;
  const bool small = g.inputs * g.padded <= 64 * 64;
  call.expect(small ? gradientOfSmall(g) : gradientByParts(g), "there is no memory for the tiles");
}

}  // namespace

const Registration winogradGradient = {"FtnWinogradGradient",
                                       {"x: float", "dy: float"},
                                       {"dw: float"},
                                       {"padding: int"},
                                       create,
                                       compute,
                                       [](void* padding) { delete static_cast<long*>(padding); }};

}  // namespace ftn
