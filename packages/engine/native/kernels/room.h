// Memory for what a kernel works on.
#pragma once
#include <cstdlib>
#include <memory>

namespace ftn {

/** `count` floats and a few more: of points a multiple of 4096 bytes apart a cache would hold eight. */
constexpr long apart(long count) { return (count + 1023) / 1024 * 1024 + 16; }

/** Memory from a cache line on, kept from one call to the next. */
class Room {
 public:
  /** Null without memory. */
  float* of(long count) {
    if (count > held_) {
      memory_.reset(static_cast<float*>(std::aligned_alloc(64, (static_cast<size_t>(count) * 4 + 63) / 64 * 64)));
      held_ = memory_ ? count : 0;
    }
    return memory_.get();
  }

 private:
  std::unique_ptr<float, void (*)(void*)> memory_{nullptr, std::free};
  long held_ = 0;
};

}  // namespace ftn
