// Tensors laid end to end in one vector, and such a vector cut up again: an optimizer's view of all its parameters.
#include <cstring>
#include <vector>

#include "kernel.h"

namespace ftn {
namespace {

void lay(void*, TF_OpKernelContext* context) {
  Call call(context);
  long length = 0;
  for (int i = 0; call.ok() && i < call.count(); i++) length += call.size(i);
  float* out = call.ok() ? call.output(0, {length}) : nullptr;
  if (!out) return;
  for (int i = 0; i < call.count(); i++) {
    std::memcpy(out, call.input(i), sizeof(float) * call.size(i));
    out += call.size(i);
  }
}

/** The vector, then tensors of which the shapes alone are read. */
void cut(void*, TF_OpKernelContext* context) {
  Call call(context);
  long length = 0;
  for (int i = 1; call.ok() && i < call.count(); i++) length += call.size(i);
  if (!call.expect(call.ok() && call.size(0) == length, "the vector is not as long as its parts together")) return;
  const float* in = call.input(0);
  for (int i = 1; i < call.count(); i++) {
    float* part = call.output(i - 1, call.shape(i));
    if (!call.ok()) return;
    std::memcpy(part, in, sizeof(float) * call.size(i));
    in += call.size(i);
  }
}

}  // namespace

const Registration layEndToEnd = {"FtnLayEndToEnd", {"parts: N * float"}, {"vector: float"}, {"N: int >= 1"},
                                  createNone,       lay,                  destroyNone};
const Registration cutUp = {"FtnCutUp",         {"vector: float", "like: N * float"}, {"parts: N * float"},
                            {"N: int >= 1"}, createNone, cut, destroyNone};

}  // namespace ftn
