// What the processor can do. It is asked itself: __builtin_cpu_supports knows nothing in what Zig compiles, and says no to everything.
#pragma once

#if defined(__x86_64__)
#include <cpuid.h>

namespace ftn {

struct Processor {
  bool avx2 = false, avx512 = false;
};

/** What is there and whose registers the system keeps. */
inline Processor thisProcessor() {
  Processor found;
  unsigned a, b, c, d;
  if (!__get_cpuid(1, &a, &b, &c, &d) || !(c & bit_OSXSAVE) || !(c & bit_FMA)) return found;
  unsigned kept, high;
  __asm__("xgetbv" : "=a"(kept), "=d"(high) : "c"(0));
  if (!__get_cpuid_count(7, 0, &a, &b, &c, &d)) return found;
  // Registers of 128 and 256 bits; then masks and those of 512.
  found.avx2 = (kept & 0x06) == 0x06 && (b & bit_AVX2);
  const unsigned wide = bit_AVX512F | bit_AVX512BW | bit_AVX512DQ | bit_AVX512VL;
  found.avx512 = found.avx2 && (kept & 0xe6) == 0xe6 && (b & wide) == wide;
  return found;
}

}  // namespace ftn
#endif
