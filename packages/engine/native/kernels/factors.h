// Low-rank factors of a convolution: ΔW[p, q, i, o] = Σ_r s[(p, q), r] · a[i, r] · b[o, r]. What their kernels share.
#pragma once
#include <vector>

#include "kernel.h"
#include "loops.h"

namespace ftn {

struct Moves {
  int32_t kernelHeight, kernelWidth, stride, padding, dilation;
};

inline Moves* readMoves(TF_OpKernelConstruction* construction) {
  return new Moves{attribute(construction, "kernel_height"), attribute(construction, "kernel_width"),
                   attribute(construction, "stride"), attribute(construction, "padding"),
                   attribute(construction, "dilation")};
}

/** Adds a part's sums to those of all, in double precision. */
inline void addTo(std::vector<double>& sum, const std::vector<float>& part) {
  for (size_t i = 0; i < sum.size(); i++) sum[i] += part[i];
}

/** A factor [channels, rank] as images are projected on it, with `width` numbers a pixel. */
class Projection {
 public:
  Projection(const float* factor, long channels, long rank)
      : channels_(channels), rank_(rank), few_(few(rank)), values_(static_cast<size_t>(channels * width(rank))) {
    for (long c = 0; c < channels; c++)
      for (long r = 0; r < rank; r++) values_[few_ ? r * channels + c : c * width(rank) + r] = factor[c * rank + r];
  }

  void of(const float* x, long pixels, float* out) const {
    if (few_) loops().projectFew(x, pixels, channels_, values_.data(), rank_, out);
    else loops().projectMany(x, pixels, channels_, values_.data(), width(rank_), out);
  }

  /** Columns side by side in half vectors waste what is left of the last one: few are read one after the other. */
  static bool few(long rank) { return 2 * rank <= loops().lanes || rank < 4; }
  static long width(long rank) {
    const long half = loops().lanes / 2;
    return few(rank) ? rank : (rank + half - 1) / half * half;
  }

 private:
  long channels_, rank_;
  bool few_;
  std::vector<float> values_;
};

/** The taps' factor [taps, rank] with `width` numbers a tap. */
inline std::vector<float> widened(const float* s, long taps, long rank) {
  const long width = Projection::width(rank);
  std::vector<float> out(static_cast<size_t>(taps * width));
  for (long t = 0; t < taps; t++)
    for (long r = 0; r < rank; r++) out[t * width + r] = s[t * rank + r];
  return out;
}

/** A factor [channels, rank] as [rank, channels]. */
inline std::vector<float> turned(const float* factor, long channels, long rank) {
  std::vector<float> out(static_cast<size_t>(rank * channels));
  for (long c = 0; c < channels; c++)
    for (long r = 0; r < rank; r++) out[r * channels + c] = factor[c * rank + r];
  return out;
}

}  // namespace ftn
