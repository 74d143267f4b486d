// Convolutions of 3×3 at stride 1 by Winograd's minimal filtering: image and kernel are brought to 36 points, multiplied
// there, and the products brought back (winograd-loops.inc).
#include <algorithm>
#include <atomic>
#include <cstring>
#include <vector>

#include "ending-norm.h"
#include "kernel.h"
#include "loops.h"
#include "room.h"
#include "threads.h"

namespace ftn {
namespace {

constexpr long points = 36, block = winogradOutputs, side = 4;

/** W [3, 3, C_in, C_out], or for the gradient of an input the same rotated by half a turn, in- and outputs exchanged. */
struct Kernel {
  const float* w;
  long rows, columns;
  bool turned;
  long inputs() const { return turned ? columns : rows; }
  long outputs() const { return turned ? rows : columns; }
  long blocks() const { return (outputs() + block - 1) / block; }

  /** Has the rows of some inputs of a convolution fetched, in the width of `count` blocks. */
  void fetch(long of, long count, long from, long to) const {
    if (turned) return;
    for (long c = from; c < std::min(to, rows); c++)
      for (long tap = 0; tap < 9; tap++) {
        const float* own = w + (tap * rows + c) * columns + of * block;
        for (long o = 0; o < count * block; o += 16) __builtin_prefetch(own + o);
      }
  }

  /** The points of `count` inputs from `c` on to the 32 outputs of a block, 0 beyond the last, `step` floats apart. */
  void bring(long of, long c, long count, float* out, long step) const {
    const long o = of * block, outs = std::min(outputs() - o, block);
    if (!turned && outs == block) {
      loops().winogradKernel(w + c * columns + o, rows * columns, columns, count, out, step);
      return;
    }
    for (long from = 0; from < count; from += block) {
      alignas(64) static thread_local float taps[9 * block * block];
      const long ins = std::min(count - from, block);
      if (outs < block) std::memset(taps, 0, sizeof taps);
      for (long tap = 0; tap < 9; tap++)
        for (long k = 0; k < outs; k++) {
          const float* own = turned ? w + ((8 - tap) * rows + o + k) * columns + c + from
                                    : w + (tap * rows + c + from) * columns + o + k;
          const long next = turned ? 1 : columns;
          if (turned && tap < 8)
            for (long i = 0; i < ins; i += 16) __builtin_prefetch(own - rows * columns + i);
          for (long i = 0; i < ins; i++) taps[(tap * block + i) * block + k] = own[i * next];
        }
      loops().winogradKernel(taps, block * block, block, ins, out + from * block, step);
    }
  }
};

struct Images {
  const float* x;
  float* y;
  long count, height, width, inputs, outputs, padding;
  /** What is done to y; null: nothing. */
  const After* after;
  long rows() const { return height + 2 * padding - 2; }
  long columns() const { return width + 2 * padding - 2; }
  long down() const { return (rows() + side - 1) / side; }
  long across() const { return (columns() + side - 1) / side; }
  long tiles() const { return count * down() * across(); }

  /** The points of `n` tiles from the `first` on, [36, n, C]. */
  void cut(long first, long n, float* out, long step) const {
    for (long t = 0; t < n; t++) {
      const long row = (first + t) / across(), image = row / down();
      loops().winogradTile(x + image * height * width * inputs, row % down() * side - padding,
                           (first + t) % across() * side - padding, height, width, inputs, out + t * inputs, step);
    }
  }

  /** Writes 32 channels of `n` tiles from the `first` on, whose products are `m`, [36, n, 32]. */
  void join(long first, long n, long of, const float* m, long step) const {
    const long channel = of * block, channels = std::min(outputs - channel, block);
    for (long t = 0; t < n; t++) {
      const long row = (first + t) / across(), top = row % down() * side, left = (first + t) % across() * side;
      const long place = ((row / down() * rows() + top) * columns() + left) * outputs + channel;
      const After own = after ? after->from(channel, place) : After{};
      loops().winogradResult(m + t * block, step, y + place, std::min(rows() - top, side),
                             std::min(columns() - left, side), columns() * outputs, outputs, channels,
                             after ? &own : nullptr);
    }
  }
};

/** Many tiles: the kernel is brought to its points once, and each task takes some tiles through. False without memory. */
bool byTiles(const Images& g, const Kernel& kernel) {
  const long tiles = g.tiles(), most = g.inputs > 128 ? 48 : 24, row = 64;
  const long tasks = ((tiles + most - 1) / most + threads() - 1) / threads() * threads();
  const long group = (tiles + tasks - 1) / tasks, step = apart(group * g.inputs), between = apart(group * block);
  const long own = apart(g.inputs * block), pieces = (g.inputs + row - 1) / row;
  static thread_local Room ready;
  float* u = ready.of(kernel.blocks() * points * own);
  if (!u) return false;
  parallel(kernel.blocks() * pieces, [&](long i) {
    const long of = i / pieces, c = i % pieces * row;
    kernel.bring(of, c, std::min(g.inputs - c, row), u + of * points * own + c * block, own);
  });
  std::atomic<bool> enough{true};
  parallel((tiles + group - 1) / group, [&](long i) {
    static thread_local Room pixels, products;
    float *v = pixels.of(points * step), *m = products.of(points * between);
    if (!v || !m) {
      enough = false;
      return;
    }
    const long first = i * group, n = std::min(tiles - first, group);
    g.cut(first, n, v, step);
    for (long of = 0; of < kernel.blocks(); of++) {
      for (long p = 0; p < points; p++)
        loops().winogradProduct(v + p * step, g.inputs, n, g.inputs, u + (of * points + p) * own, m + p * between, false);
      g.join(first, n, of, m, between);
    }
  });
  return enough;
}

/**
 * Few tiles: all `n` from the `start` on are brought to their points, and each task does so with its part of the kernel, which it
 * leaves behind. Of a single small image the kernel is what takes time to read: some of its rows in the width of several blocks, and
 * those to come fetched meanwhile. False without memory.
 */
bool byOutputs(const Images& g, const Kernel& kernel, long start, long n, float* v) {
  constexpr long most = 64, own = apart(64 * block), piece = 4;
  const long step = apart(n * g.inputs), groups = (n + most - 1) / most, group = (n + groups - 1) / groups;
  const bool reading = n <= 16;
  const long row = reading ? 16 : 64, span = reading ? 4 : 1, between = apart(group * block);
  parallel((n + piece - 1) / piece, [&](long i) {
    const long at = i * piece;
    g.cut(start + at, std::min(n - at, piece), v + at * g.inputs, step);
  });
  std::atomic<bool> enough{true};
  parallel((kernel.blocks() + span - 1) / span * groups, [&](long i) {
    alignas(64) static thread_local float u[points * own];
    static thread_local Room products;
    float* m = products.of(span * points * between);
    if (!m) {
      enough = false;
      return;
    }
    const long from = i / groups * span, blocks = std::min(kernel.blocks() - from, span);
    const long first = i % groups * group, count = std::min(n - first, group);
    for (long c = 0; c < g.inputs; c += row) {
      const long some = std::min(g.inputs - c, row);
      for (long k = 0; k < blocks; k++) {
        if (reading) kernel.fetch(from, blocks, c + row + k * row / blocks, c + row + (k + 1) * row / blocks);
        kernel.bring(from + k, c, some, u, own);
        for (long p = 0; p < points; p++)
          loops().winogradProduct(v + p * step + first * g.inputs + c, g.inputs, count, some, u + p * own,
                                  m + (k * points + p) * between, c > 0);
      }
    }
    for (long k = 0; k < blocks; k++) g.join(start + first, count, from + k, m + k * points * between, between);
  });
  return enough;
}

/** False without memory. */
bool convolve(const Images& g, const Kernel& kernel) {
  // Whose points take more than 48 MB is brought to them piece by piece, however many the tiles.
  constexpr long few = 192, largest = 12 << 20;
  const long tiles = g.tiles();
  if (tiles > few && kernel.blocks() * points * apart(g.inputs * block) <= largest) return byTiles(g, kernel);
  static thread_local Room pixels;
  float* v = pixels.of(points * apart(std::min(tiles, few) * g.inputs));
  if (!v) return false;
  for (long start = 0; start < tiles; start += few)
    if (!byOutputs(g, kernel, start, std::min(tiles - start, few), v)) return false;
  return true;
}

struct Layer {
  int32_t padding;
  bool turned;
};

void* create(TF_OpKernelConstruction* construction) {
  return new Layer{attribute(construction, "padding"), attribute(construction, "turned") != 0};
}

/** x [N, H, W, C] and its kernel, without y; only where the call is sound. */
bool read(Call& call, const Layer& layer, Images& g, Kernel& kernel) {
  const bool shaped = call.ok() && call.dimensions(0) == 4 && call.dimensions(1) == 4 && call.dimension(1, 0) == 3 &&
                      call.dimension(1, 1) == 3;
  if (!call.expect(shaped, "x must be [N, H, W, C], the kernel [3, 3, C_in, C_out]")) return false;
  kernel = {call.input(1), call.dimension(1, 2), call.dimension(1, 3), layer.turned};
  g = {call.input(0),         nullptr,          call.dimension(0, 0), call.dimension(0, 1), call.dimension(0, 2),
       call.dimension(0, 3), kernel.outputs(), layer.padding,        nullptr};
  return call.expect(kernel.inputs() == g.inputs && g.rows() > 0 && g.columns() > 0, "the kernel does not fit the image");
}

void write(Call& call, Images& g, const Kernel& kernel) {
  g.y = call.output(0, {g.count, g.rows(), g.columns(), g.outputs});
  if (g.y) call.expect(convolve(g, kernel), "there is no memory for the tiles");
}

/** x ∗ W, with `padding` zeros on every side. */
void compute(void* layer, TF_OpKernelContext* context) {
  Call call(context);
  Images g;
  Kernel kernel;
  if (read(call, *static_cast<Layer*>(layer), g, kernel)) write(call, g, kernel);
}

struct NormedLayer : Layer {
  EndingOptions norm;
};

void* createNormed(TF_OpKernelConstruction* construction) {
  return new NormedLayer{{attribute(construction, "padding"), false}, EndingOptions(construction)};
}

/** x, W, scale, offset, mean, variance, added → the batch norm of x ∗ W, plus `added`, then a ReLU. */
void computeNormed(void* attributes, TF_OpKernelContext* context) {
  const NormedLayer& layer = *static_cast<NormedLayer*>(attributes);
  Call call(context);
  Images g;
  Kernel kernel;
  if (!read(call, layer, g, kernel)) return;
  const EndingNorm norm(call, g.outputs, g.count * g.rows() * g.columns() * g.outputs, layer.norm);
  if (!call.ok()) return;
  const After after = norm.after();
  g.after = &after;
  write(call, g, kernel);
}

}  // namespace

const Registration winograd = {"FtnWinograd",
                               {"x: float", "kernel: float"},
                               {"y: float"},
                               {"padding: int", "turned: int"},
                               create,
                               compute,
                               [](void* layer) { delete static_cast<Layer*>(layer); }};

const Registration winogradNorm = {
    "FtnWinogradNorm",
    {"x: float", "kernel: float", "scale: float", "offset: float", "mean: float", "variance: float", "added: N * float"},
    {"y: float"},
    {"padding: int", "epsilon: float", "relu: int", "N: int >= 0"},
    createNormed,
    computeNormed,
    [](void* layer) { delete static_cast<NormedLayer*>(layer); }};

}  // namespace ftn
