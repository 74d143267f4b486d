// A step of an optimizer over all its parameters laid end to end, in one pass. Rates come as a tensor: an attribute of another value
// would be another operation to TensorFlow in every step.
#include <algorithm>
#include <cstring>

#include "kernel.h"
#include "loops.h"
#include "threads.h"

namespace ftn {
namespace {

/** Calls f(from, count) for pieces of `length` numbers. */
template <class F>
void overPieces(long length, F f) {
  constexpr long piece = 16384;
  parallel((length + piece - 1) / piece, [&](long i) { f(i * piece, std::min(piece, length - i * piece)); });
}

/** Reads the rates from the last input, after `vectors` of one length; false, with the operation failed, where they do not fit. */
template <class Rates>
bool read(Call& call, int vectors, Rates& rates) {
  const long count = sizeof(Rates) / sizeof(float);
  bool fit = call.ok() && call.count() == vectors + 1 && call.size(vectors) == count;
  for (int i = 1; fit && i < vectors; i++) fit = call.size(i) == call.size(0);
  if (!call.expect(fit, "parameters, gradient and what the optimizer keeps must be of one length")) return false;
  std::memcpy(&rates, call.input(vectors), sizeof rates);
  return true;
}

/** w, ∂L/∂w, m, v, rates → w, m, v a step on. */
void adam(void*, TF_OpKernelContext* context) {
  Call call(context);
  AdamRates rates;
  if (!read(call, 4, rates)) return;
  float* to[3];
  for (int i = 0; i < 3; i++) to[i] = call.output(i, call.shape(0));
  if (!call.ok()) return;
  overPieces(call.size(0), [&](long from, long count) {
    loops().adamStep(call.input(0) + from, call.input(1) + from, call.input(2) + from, call.input(3) + from, count, rates,
                     to[0] + from, to[1] + from, to[2] + from);
  });
}

/** w, ∂L/∂w, velocity, rates → w, velocity a step on. */
void sgd(void*, TF_OpKernelContext* context) {
  Call call(context);
  SgdRates rates;
  if (!read(call, 3, rates)) return;
  float* to[2];
  for (int i = 0; i < 2; i++) to[i] = call.output(i, call.shape(0));
  if (!call.ok()) return;
  overPieces(call.size(0), [&](long from, long count) {
    loops().sgdStep(call.input(0) + from, call.input(1) + from, call.input(2) + from, count, rates, to[0] + from,
                    to[1] + from);
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
