// The gradients of a convolution's low-rank factors from one pass over x and dy, without ∂L/∂W.
#include <algorithm>

#include "factors.h"

namespace ftn {
namespace {

void* create(TF_OpKernelConstruction* construction) { return readMoves(construction); }
void destroy(void* moves) { delete static_cast<Moves*>(moves); }

/** Room for the R-channel images of some images, and for what a stride leaves of them; of one thread at a time. */
struct Workspace {
  std::vector<float> u, z, dz, du, x;
};

/** Small images go together, so that fewer sums are added up; never so many that fewer than four groups are left. */
long imagesOfGroup(long images, long pixels) {
  constexpr long most = 256, groups = 4;
  long each = 1;
  while (2 * each * pixels <= most && images / (2 * each) >= groups) each *= 2;
  return each;
}

/** The pixels that a kernel of 1×1 sees, of images of `all` in rows of `line`: all others have no part in any gradient. */
const float* sample(const float* x, long count, long all, long line, long channels, long stride, const Steps& g,
                    std::vector<float>& out) {
  out.resize(static_cast<size_t>(count * g.rows * g.columns * channels));
  float* to = out.data();
  for (long image = 0; image < count; image++)
    for (long row = 0; row < g.rows; row++)
      for (long column = 0; column < g.columns; column++, to += channels)
        std::copy_n(x + (image * all + (row * line + column) * stride) * channels, channels, to);
  return out.data();
}

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
  const Columns columns(rank, taps);
  const long width = columns.width;
  const Projection a(call.input(2), inputs, columns), b(call.input(3), outputs, columns);
  const std::vector<float> s = widened(call.input(4), taps, columns);

  const long all = g.height * g.width, line = g.width, outPixels = g.rows * g.columns;
  const bool samples = taps == 1 && g.stride > 1 && g.padding == 0;
  if (samples) g = {g.rows, g.columns, g.rows, g.columns, 1, 1, 1, 0, 1};
  const long pixels = g.height * g.width;
  // Of many images each task takes several groups, so that what is added up stays small.
  constexpr long most = 32;
  const long each = imagesOfGroup(images, pixels), groups = (images + each - 1) / each, tasks = std::min(groups, most);
  static thread_local Room room;
  const FactorSums sums(room, tasks, rank, inputs, outputs, taps, width);
  if (!call.expect(bool(sums), "there is no memory for the sums")) return;
  parallel(tasks, [&](long task) {
    static thread_local Workspace own;
    own.u.resize(static_cast<size_t>(each * pixels * width));
    own.du.resize(static_cast<size_t>(each * pixels * width));
    own.z.resize(static_cast<size_t>(each * outPixels * width));
    own.dz.resize(static_cast<size_t>(each * outPixels * width));
    const FactorSums::Part part = sums.clear(task);
    for (long group = task; group < groups; group += tasks) {
      const long first = group * each, count = std::min(each, images - first);
      const float* x = call.input(0) + first * all * inputs;
      if (samples) x = sample(x, count, all, line, inputs, m.stride, g, own.x);
      const float* dy = call.input(1) + first * outPixels * outputs;
      a.of(x, count * pixels, own.u.data());
      b.of(dy, count * outPixels, own.dz.data());
      for (long i = 0; i < count; i++) {
        const float *u = own.u.data() + i * pixels * width, *dz = own.dz.data() + i * outPixels * width;
        l.tapsAndFilterGradient(u, s.data(), dz, own.z.data() + i * outPixels * width, part.s, width, g);
        l.tapsInputGradient(dz, s.data(), own.du.data() + i * pixels * width, width, g);
      }
      l.correlate(dy, count * outPixels, outputs, own.z.data(), rank, width, part.b);
      l.correlate(x, count * pixels, inputs, own.du.data(), rank, width, part.a);
    }
  });
  sums.addUp(da, db, ds);
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
