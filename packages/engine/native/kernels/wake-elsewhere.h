// Where sleeping threads wake. The system may wake one on the processor of who calls it, behind whom it then waits for milliseconds
// with another processor idle: the first image after a pause took twice its time.
#pragma once
#include <vector>
#if defined(__linux__)
#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>
#endif

namespace ftn {

#if defined(__linux__)

/** A thread that sleeps now and then. All of it is guarded by the lock that it sleeps with. */
class Sleeper {
 public:
  Sleeper() : id_(static_cast<pid_t>(syscall(SYS_gettid))) {}

  void sleep() { asleep_ = true; }
  /** Once it runs it may go wherever the caller may. */
  void wake() {
    asleep_ = false;
    if (sent_) sched_setaffinity(id_, sizeof everywhere_, &everywhere_);
    sent_ = false;
  }

  /** Has it wake on another processor than `here`, of those that the caller may use. */
  void send(const cpu_set_t& everywhere, int here) {
    if (!asleep_ || sent_) return;
    cpu_set_t elsewhere = everywhere;
    CPU_CLR(here, &elsewhere);
    sent_ = sched_setaffinity(id_, sizeof elsewhere, &elsewhere) == 0;
    everywhere_ = everywhere;
  }

  bool asleep() const { return asleep_; }

 private:
  pid_t id_;
  bool asleep_ = false, sent_ = false;
  cpu_set_t everywhere_;
};

/** Has those that sleep wake where the caller is not. */
inline void sendElsewhere(const std::vector<Sleeper*>& sleepers) {
  bool any = false;
  for (const Sleeper* one : sleepers) any |= one->asleep();
  cpu_set_t everywhere;
  if (!any || sched_getaffinity(0, sizeof everywhere, &everywhere) != 0 || CPU_COUNT(&everywhere) < 2) return;
  const int here = sched_getcpu();
  if (here < 0 || here >= CPU_SETSIZE) return;
  for (Sleeper* one : sleepers) one->send(everywhere, here);
}

#else

class Sleeper {
 public:
  void sleep() {}
  void wake() {}
};
inline void sendElsewhere(const std::vector<Sleeper*>&) {}

#endif

}  // namespace ftn
