// The convolution of 7×7 at stride 2, padded by 3, that networks begin with, by minimal filtering (stem-loops.inc).
#pragma once
#include <algorithm>

#include "kernel.h"
#include "loops.h"

namespace ftn {

/** x [N, H, W, C] with at most four channels → y [N, rows, columns, outputs]. */
struct Stem {
  static constexpr long points = 36, side = 3, taps = 7;
  const float* x;
  long count, height, width, channels, outputs;

  long rows() const { return (height - 1) / 2 + 1; }
  long columns() const { return (width - 1) / 2 + 1; }
  long down() const { return (rows() + side - 1) / side; }
  long across() const { return (columns() + side - 1) / side; }
  long tiles() const { return count * down() * across(); }
  /** Numbers of a pixel once even and odd ones are apart. */
  long numbers() const { return 4 * channels; }

  /** Where a tile lies. */
  struct Place {
    long image, top, left;
  };
  Place place(long tile) const {
    const long row = tile / across();
    return {row / down(), row % down() * side, tile % across() * side};
  }

  /** Has a tile's pixels of y, or of its gradient, fetched: they come from memory, and no processor guesses the next tile's rows. */
  template <int Write>
  void fetch(const float* image, long tile) const {
    if (tile >= tiles()) return;
    const Place p = place(tile);
    const long floats = std::min(columns() - p.left, side) * outputs;
    for (long row = p.top; row < std::min(rows(), p.top + side); row++) {
      const float* from = image + ((p.image * rows() + row) * columns() + p.left) * outputs;
      for (long i = 0; i < floats; i += 16) __builtin_prefetch(from + i, Write);
    }
  }

  /** The points of `n` tiles from the `first` on, [36, n, 16]. */
  void cut(long first, long n, float* out, long step) const {
    for (long t = 0; t < n; t++) {
      const Place p = place(first + t);
      loops().stemTile(x + p.image * height * width * channels, 2 * p.top - 4, 2 * p.left - 4, height, width, channels,
                       out + t * stemNumbers, step);
    }
  }

  /** Reads x from the first input; only where the call is sound. */
  bool read(Call& call) {
    if (!call.expect(call.ok() && call.dimensions(0) == 4 && call.dimensions(1) == 4, "both must have four dimensions"))
      return false;
    x = call.input(0);
    count = call.dimension(0, 0);
    height = call.dimension(0, 1);
    width = call.dimension(0, 2);
    channels = call.dimension(0, 3);
    return call.expect(channels > 0 && 4 * channels <= stemNumbers, "x must have one to four channels");
  }
};

}  // namespace ftn
