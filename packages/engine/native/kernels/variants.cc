// The loops once for each instruction set. What differs between them is the compiler's choice of instructions alone.
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <vector>

#include "loops.h"
#include "processor.h"

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

namespace {

/** From the widest on, those this processor has. */
std::vector<const Loops*> supported() {
  std::vector<const Loops*> all;
#if defined(__x86_64__)
  const Processor processor = thisProcessor();
  if (processor.avx512) all.push_back(&avx512::table);
  if (processor.avx2) all.push_back(&avx2::table);
#endif
  all.push_back(&plain::table);
  return all;
}

/** The one FTN_KERNELS names, where it is there: for tests of all on one machine. */
const Loops& choose() {
  const std::vector<const Loops*> all = supported();
  const char* wanted = std::getenv("FTN_KERNELS");
  for (const Loops* one : all)
    if (wanted && std::strcmp(wanted, one->name) == 0) return *one;
  return *all.front();
}

}  // namespace

const Loops& loops() {
  static const Loops& chosen = choose();
  return chosen;
}

}  // namespace ftn
