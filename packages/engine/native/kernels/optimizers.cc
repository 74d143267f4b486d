// A step of an optimizer over all its parameters laid end to end, in one pass. Rates come as a tensor: an attribute of another value
// would be another operation to TensorFlow in every step.
#include <algorithm>
#include <cstring>

#include "kernel.h"
#include "loops.h"
#include "threads.h"

namespace ftn {
namespace {

/**
 * Calls f(vectors, count, rates, new ones) for pieces of the inputs, `count` vectors of one length and the rates after them; the outputs
 * are all of those but the second, the gradient.
 */
template <class Rates, int count, class F>
void step(TF_OpKernelContext* context, F f) {
  Call call(context);
  bool fit = call.ok() && call.count() == count + 1 && call.size(count) * sizeof(float) == sizeof(Rates);
  for (int i = 1; fit && i < count; i++) fit = call.size(i) == call.size(0);
  if (!call.expect(fit, "parameters, gradient and what the optimizer keeps must be of one length")) return;
  Rates rates;
  std::memcpy(&rates, call.input(count), sizeof rates);
  float* results[count - 1];
  for (int i = 0; i < count - 1; i++) results[i] = call.output(i, call.shape(0));
  if (!call.ok()) return;
  constexpr long piece = 16384;
  const long length = call.size(0);
  parallel((length + piece - 1) / piece, [&](long task) {
    const long at = task * piece;
    const float* from[count];
    float* to[count - 1];
    for (int i = 0; i < count; i++) from[i] = call.input(i) + at;
    for (int i = 0; i < count - 1; i++) to[i] = results[i] + at;
    f(from, std::min(piece, length - at), rates, to);
  });
}

/** w, ∂L/∂w, m, v, rates → w, m, v a step on. */
void adam(void*, TF_OpKernelContext* context) {
  step<AdamRates, 4>(context, [](const float** from, long count, const AdamRates& rates, float** to) {
    loops().adamStep(from[0], from[1], from[2], from[3], count, rates, to[0], to[1], to[2]);
  });
}

/** w, ∂L/∂w, velocity, rates → w, velocity a step on. */
void sgd(void*, TF_OpKernelContext* context) {
  step<SgdRates, 3>(context, [](const float** from, long count, const SgdRates& rates, float** to) {
    loops().sgdStep(from[0], from[1], from[2], count, rates, to[0], to[1]);
  });
}

}  // namespace

const Registration adamStep = {"FtnAdam",
                               {"values: float", "gradient: float", "first: float", "second: float", "rates: float"},
                               {"new_values: float", "new_first: float", "new_second: float"},
                               {},
                               createNone,
                               adam,
                               destroyNone};
const Registration sgdStep = {"FtnSgd",
                              {"values: float", "gradient: float", "velocity: float", "rates: float"},
                              {"new_values: float", "new_velocity: float"},
                              {},
                              createNone,
                              sgd,
                              destroyNone};

}  // namespace ftn
