// Products at a tile's 36 points summed over an image's tiles, for a kernel so small that a core's own cache holds its sums.
#pragma once
#include <algorithm>
#include <atomic>
#include <cstring>

#include "loops.h"
#include "room.h"
#include "threads.h"

namespace ftn {

/** Each task sums up its tiles, a few at a time; the tasks are the same for any number of threads. */
struct TileSums {
  static constexpr long points = 36;
  /** In all, of a task, and at once. */
  long tiles, each, piece;
  /** Of a tile's point: floats from it to the next tile's, those of them that are multiplied, and outputs in whole vectors. */
  long line, inputs, padded;
  /** Floats from one point of a piece to the next, of the image and of the gradient. */
  long vStep, dStep;

  long tasks() const { return (tiles + each - 1) / each; }
  /** Floats from one point of a task's sums to the next, [36, inputs, padded]. */
  long step() const { return inputs * padded + 16; }
  /** Floats from one task's sums to the next's. */
  long size() const { return points * step(); }

  /** The tasks' sums, in `room`; cut(first, n, v, d) brings n tiles to their points. Null without memory. */
  template <class Cut>
  const float* of(Room& room, Cut cut) const {
    float* sums = room.of(tasks() * size());
    if (!sums) return nullptr;
    std::atomic<bool> enough{true};
    parallel(tasks(), [&](long task) {
      static thread_local Room pixels, gradients;
      float *v = pixels.of(points * vStep), *d = gradients.of(points * dStep), *own = sums + task * size();
      if (!v || !d) {
        enough = false;
        return;
      }
      std::memset(own, 0, size() * sizeof(float));
      const long end = std::min(tiles, (task + 1) * each);
      for (long at = task * each; at < end; at += piece) {
        const long n = std::min(piece, end - at);
        cut(at, n, v, d);
        for (long p = 0; p < points; p++)
          loops().winogradCorrelate(v + p * vStep, line, d + p * dStep, padded, n, inputs, padded, own + p * step());
      }
    });
    return enough ? sums : nullptr;
  }
};

}  // namespace ftn
