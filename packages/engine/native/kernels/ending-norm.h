// The batch norm that ends a convolution, for inference: what the kernels that make both in one pass read of it.
#pragma once
#include <algorithm>
#include <vector>

#include "kernel.h"
#include "loops.h"

namespace ftn {

/** How it ends one: the attributes `epsilon` and `relu`. */
struct EndingOptions {
  float epsilon;
  bool relu;
  explicit EndingOptions(TF_OpKernelConstruction* construction)
      : epsilon(realAttribute(construction, "epsilon")), relu(attribute(construction, "relu") != 0) {}
};

class EndingNorm {
 public:
  /** Reads scale, offset, mean and variance from the third input on, then `added`, for `results` numbers of y. */
  EndingNorm(Call& call, long channels, long results, const EndingOptions& options) : relu_(options.relu) {
    // Whole vectors are read of each.
    const size_t padded = static_cast<size_t>((channels + winogradOutputs - 1) / winogradOutputs * winogradOutputs);
    for (int i = 0; i < 4; i++) {
      if (!call.expect(call.size(2 + i) == channels, "a parameter must be [C_out]")) return;
      vectors_[i].assign(padded, 0);
      std::copy_n(call.input(2 + i), channels, vectors_[i].begin());
    }
    std::vector<float>& scale = vectors_[0];
    normFactors(scale.data(), vectors_[3].data(), options.epsilon, channels, scale.data());
    added_ = call.count() > 6 ? call.input(6) : nullptr;
    call.expect(!added_ || call.size(6) == results, "added must have y's shape");
  }

  /** What is done to y, as long as this lives; only of a sound call. */
  After after() const { return {{vectors_[2].data(), vectors_[0].data(), vectors_[1].data()}, added_, relu_}; }

 private:
  /** The factor, offset and mean, and the variance. */
  std::vector<float> vectors_[4];
  const float* added_ = nullptr;
  bool relu_;
};

}  // namespace ftn
