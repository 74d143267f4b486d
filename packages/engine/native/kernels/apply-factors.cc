// ΔW of low-rank factors added to a frozen kernel, or what it makes of an image added to what the frozen kernel made of it.
#include "factors.h"
#include "threads.h"

namespace ftn {
namespace {

/** W [K_h, K_w, C_in, C_out], a, b, s → W + ΔW. */
void mergeAll(void*, TF_OpKernelContext* context) {
  Call call(context);
  if (!call.expect(call.ok() && call.dimensions(0) == 4, "the kernel must be [K_h, K_w, C_in, C_out]")) return;
  const long taps = call.dimension(0, 0) * call.dimension(0, 1), inputs = call.dimension(0, 2),
             outputs = call.dimension(0, 3);
  const long rank = call.size(1) / inputs;
  const bool fit = rank > 0 && call.size(1) == inputs * rank && call.size(2) == outputs * rank &&
                   call.size(3) == taps * rank;
  if (!call.expect(fit, "the factors do not fit the kernel")) return;
  float* kernel = call.output(0, call.shape(0));
  if (!kernel) return;
  const float *base = call.input(0), *a = call.input(1), *b = call.input(2), *s = call.input(3);
  const std::vector<float> right = inPanels(b, outputs, rank);
  const long rows = taps * inputs, piece = 32;
  parallel((rows + piece - 1) / piece, [&](long i) {
    static thread_local std::vector<float> left;
    const long from = i * piece, count = from + piece < rows ? piece : rows - from;
    left.resize(static_cast<size_t>(piece * rank));
    for (long k = 0; k < count; k++) {
      const float *own = s + (from + k) / inputs * rank, *in = a + (from + k) % inputs * rank;
      for (long r = 0; r < rank; r++) left[k * rank + r] = own[r] * in[r];
    }
    loops().addProduct(base + from * outputs, left.data(), right.data(), count, rank, rank, outputs,
                       kernel + from * outputs);
  });
}

struct Sides : Moves {
  bool gradient;
};

void* createSides(TF_OpKernelConstruction* construction) {
  const Moves* moves = readMoves(construction);
  Sides* sides = new Sides{*moves, attribute(construction, "gradient") != 0};
  delete moves;
  return sides;
}

void destroySides(void* sides) { delete static_cast<Sides*>(sides); }

/**
 * base, from, a, b, s → base + what ΔW makes of `from`, without ΔW: of y = x ∗ W from x or, as a gradient, of dx from dy.
 */
void addDelta(void* kernel, TF_OpKernelContext* context) {
  const Sides& m = *static_cast<Sides*>(kernel);
  Call call(context);
  if (!call.expect(call.ok() && call.dimensions(0) == 4 && call.dimensions(1) == 4, "images must be [N, H, W, C]"))
    return;
  // x and y, whichever of the two is read.
  const int x = m.gradient ? 0 : 1, y = 1 - x;
  const long images = call.dimension(0, 0);
  const Steps g{call.dimension(x, 1), call.dimension(x, 2), call.dimension(y, 1), call.dimension(y, 2),
                m.kernelHeight, m.kernelWidth, m.stride, m.padding, m.dilation};
  const long from = call.dimension(1, 3), to = call.dimension(0, 3), taps = g.kernelHeight * g.kernelWidth;
  const int in = m.gradient ? 3 : 2, out = 5 - in;
  const long rank = call.size(in) / from;
  const bool fit = rank > 0 && call.size(in) == from * rank && call.size(out) == to * rank &&
                   call.size(4) == taps * rank && call.dimension(1, 0) == images;
  if (!call.expect(fit, "the factors do not fit the images")) return;
  float* sum = call.output(0, call.shape(0));
  if (!sum) return;
  const Columns columns(rank, taps);
  const long width = columns.width;
  const Projection first(call.input(in), from, columns);
  const std::vector<float> s = widened(call.input(4), taps, columns), last = inPanels(call.input(out), to, rank);
  const long read = m.gradient ? g.rows * g.columns : g.height * g.width;
  const long written = m.gradient ? g.height * g.width : g.rows * g.columns;
  std::vector<float> u(static_cast<size_t>(images * read * width)), z(static_cast<size_t>(images * written * width));
  const long piece = 48;
  parallel((images * read + piece - 1) / piece, [&](long i) {
    const long at = i * piece, count = at + piece < images * read ? piece : images * read - at;
    first.of(call.input(1) + at * from, count, u.data() + at * width);
  });
  parallel(images, [&](long image) {
    const auto spread = m.gradient ? loops().tapsInputGradient : loops().taps;
    spread(u.data() + image * read * width, s.data(), z.data() + image * written * width, width, g);
  });
  parallel((images * written + piece - 1) / piece, [&](long i) {
    const long at = i * piece, count = at + piece < images * written ? piece : images * written - at;
    loops().addProduct(call.input(0) + at * to, z.data() + at * width, last.data(), count, rank, width, to,
                       sum + at * to);
  });
}

}  // namespace

const Registration addFactors = {"FtnAddFactors",
                                 {"base: float", "from: float", "a: float", "b: float", "s: float"},
                                 {"sum: float"},
                                 {"kernel_height: int", "kernel_width: int", "stride: int", "padding: int",
                                  "dilation: int", "gradient: int"},
                                 createSides,
                                 addDelta,
                                 destroySides};

const Registration mergeFactors = {"FtnMergeFactors",
                                   {"base: float", "a: float", "b: float", "s: float"},
                                   {"kernel: float"},
                                   {},
                                   createNone,
                                   mergeAll,
                                   destroyNone};

}  // namespace ftn
