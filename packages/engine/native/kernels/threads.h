// Work on several threads: `parallel(count, f)` runs f(0) … f(count − 1), each once, in no order. What is summed goes
// into a place of each task and is added up in order afterwards, so that bits do not depend on which thread was first.
#pragma once

namespace ftn {

/** The threads one call may use, the caller's among them; the most that were asked for. */
void setThreads(int threads);
int threads();

void runTasks(long count, void (*task)(void* work, long index), void* work);

template <class F>
void parallel(long count, F&& f) {
  runTasks(count, [](void* work, long index) { (*static_cast<F*>(work))(index); }, &f);
}

}  // namespace ftn
