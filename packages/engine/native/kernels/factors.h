// Low-rank factors of a convolution: ΔW[p, q, i, o] = Σ_r s[(p, q), r] · a[i, r] · b[o, r]. What their kernels share.
#pragma once
#include <algorithm>
#include <cstring>
#include <vector>

#include "kernel.h"
#include "loops.h"
#include "room.h"
#include "threads.h"

namespace ftn {

struct Moves {
  int32_t kernelHeight, kernelWidth, stride, padding, dilation;
};

inline Moves* readMoves(TF_OpKernelConstruction* construction) {
  return new Moves{attribute(construction, "kernel_height"), attribute(construction, "kernel_width"),
                   attribute(construction, "stride"), attribute(construction, "padding"),
                   attribute(construction, "dilation")};
}

/**
 * What tasks add to the gradients of a, b and s, to each a place of its own: [rank, channels] of a factor of channels, [taps, line]
 * of the taps'. They are added up in the order of the tasks, in double precision, so that bits do not depend on the threads.
 */
class FactorSums {
 public:
  struct Part {
    float *a, *b, *s;
  };

  /** `inputs` is 0 where tasks need not add to a. `room` must outlive it. */
  FactorSums(Room& room, long tasks, long rank, long inputs, long outputs, long taps, long line)
      : tasks_(tasks), rank_(rank), inputs_(inputs), outputs_(outputs), taps_(taps), line_(line),
        step_((rank * (inputs + outputs) + taps * line + 15) / 16 * 16), all_(room.of(tasks * step_)) {}

  /** False without memory. */
  explicit operator bool() const { return all_ != nullptr; }

  /** A task's own, all 0 as yet. */
  Part clear(long task) const {
    float* own = all_ + task * step_;
    std::memset(own, 0, step_ * sizeof(float));
    return {own, own + rank_ * inputs_, own + rank_ * (inputs_ + outputs_)};
  }

  void addUp(float* da, float* db, float* ds) const {
    if (inputs_ > 0) addUpTurned(0, inputs_, da);
    addUpTurned(rank_ * inputs_, outputs_, db);
    for (long t = 0; t < taps_; t++)
      for (long r = 0; r < rank_; r++) {
        double sum = 0;
        for (long i = 0; i < tasks_; i++) sum += all_[i * step_ + rank_ * (inputs_ + outputs_) + t * line_ + r];
        ds[t * rank_ + r] = static_cast<float>(sum);
      }
  }

 private:
  /** A factor's [channels, rank] from what lies `from` on in each task's place. */
  void addUpTurned(long from, long channels, float* out) const {
    constexpr long piece = 64;
    const long pieces = (channels + piece - 1) / piece;
    // Of few numbers one thread has done with all before another is there.
    const long each = tasks_ * channels * rank_ > 40000 ? 1 : pieces;
    parallel((pieces + each - 1) / each, [&](long task) {
      const long first = task * each * piece, count = std::min(each * piece, channels - first);
      loops().addUpTurned(all_ + from + first, step_, tasks_, channels, count, rank_, out + first * rank_);
    });
  }

  long tasks_, rank_, inputs_, outputs_, taps_, line_, step_;
  float* all_;
};

/** How the `rank` numbers of a pixel lie once images are projected, for kernels of so many taps. */
struct Columns {
  long rank;
  /** One by one, of few; in whole half vectors, 0 beyond the last. */
  bool few;
  long width;

  Columns(long rank, long taps) : rank(rank) {
    const long half = loops().lanes / 2;
    // Two or three are projected faster one after the other than side by side, but taps go by vectors alone.
    few = rank == 1 || (taps == 1 && rank < 4);
    width = few ? rank : (rank + half - 1) / half * half;
  }
};

/** A factor [channels, rank] as images are projected on it. */
class Projection {
 public:
  Projection(const float* factor, long channels, const Columns& columns)
      : channels_(channels), columns_(columns), values_(static_cast<size_t>(channels * columns.width)) {
    const long rank = columns.rank;
    for (long c = 0; c < channels; c++)
      if (columns.few) for (long r = 0; r < rank; r++) values_[r * channels + c] = factor[c * rank + r];
      else std::copy_n(factor + c * rank, rank, values_.data() + c * columns.width);
  }

  void of(const float* x, long pixels, float* out) const {
    if (columns_.few) loops().projectFew(x, pixels, channels_, values_.data(), columns_.rank, out);
    else loops().projectMany(x, pixels, channels_, values_.data(), columns_.width, out);
  }

 private:
  long channels_;
  Columns columns_;
  std::vector<float> values_;
};

/** The taps' factor [taps, rank] with `width` numbers a tap. */
inline std::vector<float> widened(const float* s, long taps, const Columns& columns) {
  std::vector<float> out(static_cast<size_t>(taps * columns.width));
  for (long t = 0; t < taps; t++) std::copy_n(s + t * columns.rank, columns.rank, out.data() + t * columns.width);
  return out;
}

/** A factor [channels, rank] turned, in panels [rank, 32] of channels, 0 beyond the last. */
inline std::vector<float> inPanels(const float* factor, long channels, long rank) {
  std::vector<float> out(static_cast<size_t>((channels + panel - 1) / panel * panel * rank));
  for (long c = 0; c < channels; c++)
    for (long r = 0; r < rank; r++) out[(c / panel * rank + r) * panel + c % panel] = factor[c * rank + r];
  return out;
}

}  // namespace ftn
