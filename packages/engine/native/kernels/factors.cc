// The low-rank factors of a convolution: ΔW[p, q, i, o] = Σ_r s[(p, q), r] · a[i, r] · b[o, r] added to a frozen kernel,
// and the gradients of a, b and s from one pass over x and dy, without ∂L/∂W.
#include <vector>

#include "kernel.h"
#include "loops.h"
#include "threads.h"

namespace ftn {
namespace {

struct Moves {
  int32_t kernelHeight, kernelWidth, stride, padding, dilation;
};

void* create(TF_OpKernelConstruction* construction) {
  return new Moves{attribute(construction, "kernel_height"), attribute(construction, "kernel_width"),
                   attribute(construction, "stride"), attribute(construction, "padding"),
                   attribute(construction, "dilation")};
}

void destroy(void* moves) { delete static_cast<Moves*>(moves); }

/** What one image adds to the gradients, and room for its R-channel images; of one thread at a time. */
struct Workspace {
  std::vector<float> u, z, dz, du;
};

/** Sums of one image: a is [rank, C_in], b is [rank, C_out], s is [taps, width]. */
struct Part {
  std::vector<float> a, b, s;
};

void addTo(std::vector<double>& sum, const std::vector<float>& part) {
  for (size_t i = 0; i < sum.size(); i++) sum[i] += part[i];
}

/** x, dy, a, b, s → da, db, ds. */
void gradients(void* kernel, TF_OpKernelContext* context) {
  const Moves& m = *static_cast<Moves*>(kernel);
  Call call(context);
  if (!call.expect(call.ok() && call.dimensions(0) == 4 && call.dimensions(1) == 4, "x and dy must be [N, H, W, C]"))
    return;
  const long images = call.dimension(0, 0), inputs = call.dimension(0, 3), outputs = call.dimension(1, 3);
  const Steps g{call.dimension(0, 1), call.dimension(0, 2), call.dimension(1, 1), call.dimension(1, 2),
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
  // Columns side by side in vectors waste what is left of the last one: few are read one after the other.
  const bool few = 2 * rank <= l.lanes || rank < 4;
  const long width = few ? rank : (rank + l.lanes - 1) / l.lanes * l.lanes;
  std::vector<float> a(static_cast<size_t>(inputs * width)), b(static_cast<size_t>(outputs * width));
  // For few columns [rank, channels], for many [channels, width].
  const auto place = [&](std::vector<float>& to, const float* factor, long channels) {
    for (long c = 0; c < channels; c++)
      for (long r = 0; r < rank; r++) to[few ? r * channels + c : c * width + r] = factor[c * rank + r];
  };
  place(a, call.input(2), inputs);
  place(b, call.input(3), outputs);
  std::vector<float> s(static_cast<size_t>(taps * width));
  for (long t = 0; t < taps; t++)
    for (long r = 0; r < rank; r++) s[t * width + r] = call.input(4)[t * rank + r];
  const auto project = [&](const float* x, long pixels, long channels, const std::vector<float>& factor, float* out) {
    if (few) l.projectFew(x, pixels, channels, factor.data(), rank, out);
    else l.projectMany(x, pixels, channels, factor.data(), width, out);
  };

  std::vector<Part> parts(images);
  const long pixels = g.height * g.width, outPixels = g.rows * g.columns;
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
    const float* x = call.input(0) + image * pixels * inputs;
    const float* dy = call.input(1) + image * outPixels * outputs;
    project(x, pixels, inputs, a, own.u.data());
    l.taps(own.u.data(), s.data(), own.z.data(), width, g);
    project(dy, outPixels, outputs, b, own.dz.data());
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
  std::vector<float> right(static_cast<size_t>(rank * outputs));
  for (long o = 0; o < outputs; o++)
    for (long r = 0; r < rank; r++) right[r * outputs + o] = b[o * rank + r];
  const long rows = taps * inputs, piece = 32;
  parallel((rows + piece - 1) / piece, [&](long i) {
    static thread_local std::vector<float> left;
    const long from = i * piece, count = from + piece < rows ? piece : rows - from;
    left.resize(static_cast<size_t>(piece * rank));
    for (long k = 0; k < count; k++) {
      const float *own = s + (from + k) / inputs * rank, *in = a + (from + k) % inputs * rank;
      for (long r = 0; r < rank; r++) left[k * rank + r] = own[r] * in[r];
    }
    loops().merge(base + from * outputs, left.data(), right.data(), count, rank, outputs, kernel + from * outputs);
  });
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

const Registration mergeFactors = {"FtnMergeFactors",
                                   {"base: float", "a: float", "b: float", "s: float"},
                                   {"kernel: float"},
                                   {},
                                   [](TF_OpKernelConstruction*) -> void* { return nullptr; },
                                   mergeAll,
                                   [](void*) {}};

}  // namespace ftn
