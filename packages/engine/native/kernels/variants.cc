// The loops once for each instruction set. What differs between them is the compiler's choice of instructions alone.
#include <cstddef>
#include <vector>

#include "loops.h"

namespace ftn {

namespace plain {
#define FTN_WIDTH 4
#define FTN_NAME "plain"
#include "loops.inc"
}  // namespace plain

#if defined(__x86_64__)
#if defined(__clang__)
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#else
#pragma GCC push_options
#pragma GCC target("avx2,fma")
#endif
namespace avx2 {
#define FTN_WIDTH 8
#define FTN_NAME "avx2"
#include "loops.inc"
}  // namespace avx2
#if defined(__clang__)
#pragma clang attribute pop
#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx2,fma"))), \
                             apply_to = function)
#else
#pragma GCC pop_options
#pragma GCC push_options
#pragma GCC target("avx512f,avx512bw,avx512dq,avx512vl,avx2,fma")
#endif
namespace avx512 {
#define FTN_WIDTH 16
#define FTN_NAME "avx512"
#include "loops.inc"
}  // namespace avx512
#if defined(__clang__)
#pragma clang attribute pop
#else
#pragma GCC pop_options
#endif
#endif

const Loops& loops() {
#if defined(__x86_64__)
  static const Loops& chosen =
      __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
              __builtin_cpu_supports("avx512vl")
          ? avx512::table
      : __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? avx2::table
                                                                        : plain::table;
  return chosen;
#else
  return plain::table;
#endif
}

}  // namespace ftn
