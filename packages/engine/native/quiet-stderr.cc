// TensorFlow writes two lines to file descriptor 2 while its library is mapped, below any log level and out of
// JavaScript's reach (process.stderr only wraps the descriptor). hold() points descriptor 2 at a file, release()
// points it back, so that the lines can be shown when loading fails and forgotten when it does not.
#include <fcntl.h>
#include <node_api.h>
#include <unistd.h>

static int kept = -1;

static napi_value hold(napi_env env, napi_callback_info info) {
  size_t count = 1;
  napi_value path;
  char name[4096];
  napi_value done;
  int file;
  napi_get_boolean(env, false, &done);
  if (kept >= 0) return done;
  if (napi_get_cb_info(env, info, &count, &path, NULL, NULL) != napi_ok || count != 1) return done;
  if (napi_get_value_string_utf8(env, path, name, sizeof name, NULL) != napi_ok) return done;
  file = open(name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (file < 0) return done;
  kept = fcntl(2, F_DUPFD_CLOEXEC, 3);
  if (kept >= 0 && dup2(file, 2) == 2) napi_get_boolean(env, true, &done);
  close(file);
  return done;
}

static napi_value release(napi_env env, napi_callback_info info) {
  napi_value nothing;
  (void)info;
  if (kept >= 0) {
    dup2(kept, 2);
    close(kept);
    kept = -1;
  }
  napi_get_undefined(env, &nothing);
  return nothing;
}

NAPI_MODULE_INIT() {
  napi_value function;
  napi_create_function(env, "hold", NAPI_AUTO_LENGTH, hold, NULL, &function);
  napi_set_named_property(env, exports, "hold", function);
  napi_create_function(env, "release", NAPI_AUTO_LENGTH, release, NULL, &function);
  napi_set_named_property(env, exports, "release", function);
  return exports;
}
