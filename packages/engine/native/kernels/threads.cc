#include "threads.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

#include "wake-elsewhere.h"

namespace ftn {
namespace {

/** The task in hand; a worker that comes late finds no index left. */
struct Job {
  void (*task)(void*, long);
  void* work;
  long count;
  std::atomic<long> next{0};
  std::atomic<int> inside{0};
};

// Never destroyed: the workers wait for them until the process is gone.
std::mutex& guard = *new std::mutex;
std::vector<Sleeper*>& sleepers = *new std::vector<Sleeper*>;
std::condition_variable& called = *new std::condition_variable;
Job* current = nullptr;
std::atomic<long> turn{0};
std::atomic<int> workers{0};
// One call at a time has the workers; another thread's works alone meanwhile.
std::mutex& busy = *new std::mutex;

void help(Job& job) {
  for (long i = job.next++; i < job.count; i = job.next++) job.task(job.work, i);
}

void pause() {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#endif
}

/**
 * A step calls every fraction of a millisecond, and being woken takes a tenth of one: the worker looks round for as long first,
 * soon giving way to whoever else wants the processor, TensorFlow's own threads among them.
 */
void lookRound(long seen) {
  const auto same = [&] { return turn.load(std::memory_order_acquire) == seen; };
  for (int i = 0; i < 500 && same(); i++) pause();
  const auto until = std::chrono::steady_clock::now() + std::chrono::microseconds(300);
  while (same() && std::chrono::steady_clock::now() < until) std::this_thread::yield();
}

void serve() {
  Sleeper own;
  {
    std::lock_guard<std::mutex> lock(guard);
    sleepers.push_back(&own);
  }
  long seen = 0;
  for (;;) {
    lookRound(seen);
    Job* job;
    {
      std::unique_lock<std::mutex> lock(guard);
      if (turn.load() == seen) {
        own.sleep();
        called.wait(lock, [&] { return turn.load() != seen; });
        own.wake();
      }
      seen = turn.load();
      job = current;
      if (job == nullptr) continue;
      // From here on the caller waits for this worker.
      job->inside++;
    }
    help(*job);
    job->inside--;
  }
}

}  // namespace

void setThreads(int threads) {
  std::lock_guard<std::mutex> lock(guard);
  for (; workers < threads - 1; workers++) std::thread(serve).detach();
}

int threads() { return workers + 1; }

void runTasks(long count, void (*task)(void*, long), void* work) {
  std::unique_lock<std::mutex> own(busy, std::try_to_lock);
  if (count < 2 || workers == 0 || !own.owns_lock()) {
    for (long i = 0; i < count; i++) task(work, i);
    return;
  }
  Job job;
  job.task = task;
  job.work = work;
  job.count = count;
  {
    std::lock_guard<std::mutex> lock(guard);
    current = &job;
    turn++;
    sendElsewhere(sleepers);
  }
  called.notify_all();
  help(job);
  {
    std::lock_guard<std::mutex> lock(guard);
    current = nullptr;
  }
  while (job.inside.load(std::memory_order_acquire) != 0) pause();
}

}  // namespace ftn
