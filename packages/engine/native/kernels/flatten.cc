// Tensors laid end to end in one vector, and such a vector cut up again: an optimizer's view of all its parameters.
#include <algorithm>
#include <cstring>
#include <vector>

#include "kernel.h"
#include "threads.h"

namespace ftn {
namespace {

struct Copy {
  const float* from;
  float* to;
  long count;
};

/** By all threads, a few at a time. */
void copyAll(const std::vector<Copy>& copies) {
  const long count = static_cast<long>(copies.size()), each = 8;
  parallel((count + each - 1) / each, [&](long task) {
    for (long i = task * each; i < std::min(count, (task + 1) * each); i++)
      std::memcpy(copies[i].to, copies[i].from, sizeof(float) * copies[i].count);
  });
}

void lay(void*, TF_OpKernelContext* context) {
  Call call(context);
  long length = 0;
  for (int i = 0; call.ok() && i < call.count(); i++) length += call.size(i);
  float* out = call.ok() ? call.output(0, {length}) : nullptr;
  if (!out) return;
  std::vector<Copy> copies;
  for (int i = 0; i < call.count(); i++) {
    copies.push_back({call.input(i), out, call.size(i)});
    out += call.size(i);
  }
  copyAll(copies);
}

/** The vector, then tensors of which the shapes alone are read. */
void cut(void*, TF_OpKernelContext* context) {
  Call call(context);
  long length = 0;
  for (int i = 1; call.ok() && i < call.count(); i++) length += call.size(i);
  if (!call.expect(call.ok() && call.size(0) == length, "the vector is not as long as its parts together")) return;
  const float* in = call.input(0);
  std::vector<Copy> copies;
  for (int i = 1; i < call.count(); i++) {
    copies.push_back({in, call.output(i - 1, call.shape(i)), call.size(i)});
    if (!call.ok()) return;
    in += call.size(i);
  }
  copyAll(copies);
}

}  // namespace

const Registration layEndToEnd = {"FtnLayEndToEnd", {"parts: N * float"}, {"vector: float"}, {"N: int >= 1"},
                                  createNone,       lay,                  destroyNone};
const Registration cutUp = {"FtnCutUp",         {"vector: float", "like: N * float"}, {"parts: N * float"},
                            {"N: int >= 1"}, createNone, cut, destroyNone};

}  // namespace ftn
