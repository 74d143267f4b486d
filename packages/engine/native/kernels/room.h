// Memory for what a kernel works on.
#pragma once
#include <cstdlib>
#include <memory>
#if defined(__linux__)
#include <sys/mman.h>
#endif

namespace ftn {

/** `count` floats and a few more: of points a multiple of 4096 bytes apart a cache would hold eight. */
constexpr long apart(long count) { return (count + 1023) / 1024 * 1024 + 16; }

/** Memory from a cache line on, kept from one call to the next; large memory in large pages, where the system has them. */
class Room {
 public:
  /** Null without memory. */
  float* of(long count) {
    if (count > held_) {
      const size_t bytes = static_cast<size_t>(count) * 4, line = bytes < largePage ? 64 : largePage;
      const size_t whole = (bytes + line - 1) / line * line;
      memory_.reset(static_cast<float*>(std::aligned_alloc(line, whole)));
#if defined(__linux__)
      // The points of a tile lie in dozens of pages: of 4 kB each they cost twice the time, by what a process happens to be given.
      if (memory_ && line == largePage) madvise(memory_.get(), whole, MADV_HUGEPAGE);
#endif
      held_ = memory_ ? count : 0;
    }
    return memory_.get();
  }

 private:
  static constexpr size_t largePage = 2 << 20;
  std::unique_ptr<float, void (*)(void*)> memory_{nullptr, std::free};
  long held_ = 0;
};

}  // namespace ftn
