// The largest of each window, and where it was: a byte for each place instead of looking for it again.
#include <cstring>
#include <vector>

#include "kernel.h"
#include "loops.h"
#include "threads.h"

namespace ftn {
namespace {

struct Window {
  int32_t size, stride, padding;
};

void* create(TF_OpKernelConstruction* construction) {
  return new Window{attribute(construction, "size"), attribute(construction, "stride"),
                    attribute(construction, "padding")};
}

/** As the gradient is not given x itself, its height and width come as attributes. */
struct GradientWindow : Window {
  int32_t height, width;
};

void* createGradient(TF_OpKernelConstruction* construction) {
  return new GradientWindow{*static_cast<Window*>(create(construction)), attribute(construction, "height"),
                            attribute(construction, "width")};
}

void destroy(void* window) { delete static_cast<Window*>(window); }
void destroyGradient(void* window) { delete static_cast<GradientWindow*>(window); }

Steps stepsOf(const Window& w, long height, long width) {
  const auto out = [&](long length) { return (length + 2 * w.padding - w.size) / w.stride + 1; };
  return {height, width, out(height), out(width), w.size, w.size, w.stride, w.padding, 1};
}

void pool(void* kernel, TF_OpKernelContext* context) {
  const Window& window = *static_cast<Window*>(kernel);
  Call call(context);
  if (!call.expect(call.ok() && call.dimensions(0) == 4, "x must be [N, H, W, C]")) return;
  if (!call.expect(window.size <= 16 && 2 * window.padding <= window.size, "a window of at most 16")) return;
  const long images = call.dimension(0, 0), channels = call.dimension(0, 3);
  const Steps g = stepsOf(window, call.dimension(0, 1), call.dimension(0, 2));
  const std::vector<int64_t> shape{images, g.rows, g.columns, channels};
  float* y = call.output(0, shape);
  unsigned char* places = call.output<unsigned char>(1, shape);
  if (!call.ok()) return;
  parallel(images * g.rows, [&](long i) {
    const long image = i / g.rows, row = i % g.rows, at = i * g.columns * channels;
    loops().poolRow(call.input(0) + image * g.height * g.width * channels, y + at, places + at, row, channels, g);
  });
}

void gradient(void* kernel, TF_OpKernelContext* context) {
  const GradientWindow& window = *static_cast<GradientWindow*>(kernel);
  Call call(context);
  if (!call.expect(call.ok() && call.dimensions(0) == 4, "dy must be [N, H, W, C]")) return;
  const long images = call.dimension(0, 0), channels = call.dimension(0, 3);
  const Steps g = stepsOf(window, window.height, window.width);
  const bool fits = call.dimension(0, 1) == g.rows && call.dimension(0, 2) == g.columns;
  if (!call.expect(fits && call.size(1) == call.size(0), "dy and places must have y's shape")) return;
  float* dx = call.output(0, {images, g.height, g.width, channels});
  if (!dx) return;
  parallel(images * g.height, [&](long i) {
    const long image = i / g.height, row = i % g.height, from = image * g.rows * g.columns * channels;
    loops().poolGradientRow(call.input(0) + from, call.input<unsigned char>(1) + from, dx + i * g.width * channels,
                            row, channels, g);
  });
}

}  // namespace

const Registration maxPool = {"FtnMaxPool", {"x: float"}, {"y: float", "places: uint8"},
                              {"size: int", "stride: int", "padding: int"}, create, pool, destroy};

const Registration maxPoolGradient = {"FtnMaxPoolGradient",
                                      {"dy: float", "places: uint8"},
                                      {"dx: float"},
                                      {"size: int", "stride: int", "padding: int", "height: int", "width: int"},
                                      createGradient,
                                      gradient,
                                      destroyGradient};

}  // namespace ftn
