// The gradients of a convolution's low-rank factors from one pass over x and dy, without ∂L/∂W.
#include <algorithm>

#include "factors.h"
#include "threads.h"

namespace ftn {
namespace {

void* create(TF_OpKernelConstruction* construction) { return readMoves(construction); }
void destroy(void* moves) { delete static_cast<Moves*>(moves); }

/** Room for the R-channel images of one image, and for what a stride leaves of it; of one thread at a time. */
struct Workspace {
  std::vector<float> u, z, dz, du, x;
};

/** The pixels that a kernel of 1×1 sees, of an image whose rows have `line`: all others have no part in any gradient. */
const float* sample(const float* x, long line, long channels, long stride, const Steps& g, std::vector<float>& out) {
  out.resize(static_cast<size_t>(g.rows * g.columns * channels));
  for (long row = 0; row < g.rows; row++)
    for (long column = 0; column < g.columns; column++)
      std::copy_n(x + (row * line + column) * stride * channels, channels,
                  out.data() + (row * g.columns + column) * channels);
  return out.data();
}

/** Sums of one image: a is [rank, C_in], b is [rank, C_out], s is [taps, width]. */
struct Part {
  std::vector<float> a, b, s;
};

/** x, dy, a, b, s → da, db, ds. */
void gradients(void* kernel, TF_OpKernelContext* context) {
  const Moves& m = *static_cast<Moves*>(kernel);
  Call call(context);
  if (!call.expect(call.ok() && call.dimensions(0) == 4 && call.dimensions(1) == 4, "x and dy must be [N, H, W, C]"))
    return;
  const long images = call.dimension(0, 0), inputs = call.dimension(0, 3), outputs = call.dimension(1, 3);
  Steps g{call.dimension(0, 1), call.dimension(0, 2), call.dimension(1, 1), call.dimension(1, 2),
          m.kernelHeight, m.kernelWidth, m.stride, m.padding, m.dilation};
  const long taps = g.kernelHeight * g.kernelWidth;
  const long rank = call.size(2) / inputs;
  const bool fit = rank > 0 && call.size(2) == inputs * rank && call.size(3) == outputs * rank &&
                   call.size(4) == taps * rank && call.dimension(1, 0) == images;
  if (!call.expect(fit, "the factors do not fit x and dy")) return;
  float* da = call.output(0, call.shape(2));
  float* db = call.output(1, call.shape(3));
  float* ds = call.output(2, call.shape(4));
  if (!call.ok()) return;

  const Loops& l = loops();
  const long width = Projection::width(rank);
  const Projection a(call.input(2), inputs, rank), b(call.input(3), outputs, rank);
  const std::vector<float> s = widened(call.input(4), taps, rank);

  std::vector<Part> parts(images);
  const long all = g.height * g.width, line = g.width, outPixels = g.rows * g.columns;
  const bool samples = taps == 1 && g.stride > 1 && g.padding == 0;
  if (samples) g = {g.rows, g.columns, g.rows, g.columns, 1, 1, 1, 0, 1};
  const long pixels = g.height * g.width;
  parallel(images, [&](long image) {
    static thread_local Workspace own;
    own.u.resize(static_cast<size_t>(pixels * width));
    own.du.resize(static_cast<size_t>(pixels * width));
    own.z.resize(static_cast<size_t>(outPixels * width));
    own.dz.resize(static_cast<size_t>(outPixels * width));
    Part& part = parts[image];
    part.a.assign(static_cast<size_t>(rank * inputs), 0);
    part.b.assign(static_cast<size_t>(rank * outputs), 0);
    part.s.assign(static_cast<size_t>(taps * width), 0);
    const float* x = call.input(0) + image * all * inputs;
    if (samples) x = sample(x, line, inputs, m.stride, g, own.x);
    const float* dy = call.input(1) + image * outPixels * outputs;
    a.of(x, pixels, own.u.data());
    l.taps(own.u.data(), s.data(), own.z.data(), width, g);
    b.of(dy, outPixels, own.dz.data());
    l.correlate(dy, outPixels, outputs, own.z.data(), rank, width, part.b.data());
    l.tapsFilterGradient(own.u.data(), own.dz.data(), part.s.data(), width, g);
    l.tapsInputGradient(own.dz.data(), s.data(), own.du.data(), width, g);
    l.correlate(x, pixels, inputs, own.du.data(), rank, width, part.a.data());
  });

  std::vector<double> sa(static_cast<size_t>(rank * inputs)), sb(static_cast<size_t>(rank * outputs)),
      ss(static_cast<size_t>(taps * width));
  for (const Part& part : parts) {
    addTo(sa, part.a);
    addTo(sb, part.b);
    addTo(ss, part.s);
  }
  for (long r = 0; r < rank; r++) {
    for (long c = 0; c < inputs; c++) da[c * rank + r] = static_cast<float>(sa[r * inputs + c]);
    for (long c = 0; c < outputs; c++) db[c * rank + r] = static_cast<float>(sb[r * outputs + c]);
    for (long t = 0; t < taps; t++) ds[t * rank + r] = static_cast<float>(ss[t * width + r]);
  }
}

}  // namespace

const Registration factorGradients = {
    "FtnFactorGradients",
    {"x: float", "dy: float", "a: float", "b: float", "s: float"},
    {"da: float", "db: float", "ds: float"},
    {"kernel_height: int", "kernel_width: int", "stride: int", "padding: int", "dilation: int"},
    create,
    gradients,
    destroy};

}  // namespace ftn
