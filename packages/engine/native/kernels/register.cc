// Registers the operations and their kernels with the TensorFlow that is loaded. `start(threads)` may be called again.
#include <node_api.h>

#include <string>
#if defined(__GLIBC__)
#include <malloc.h>
#endif

#include "kernel.h"
#include "loops.h"
#include "threads.h"

namespace {

using namespace ftn;

/** Nothing, or what TensorFlow says. */
std::string registerOne(const Registration& r) {
  TF_Status* status = TF_NewStatus();
  TF_OpDefinitionBuilder* definition = TF_NewOpDefinitionBuilder(r.name);
  for (const char* input : r.inputs) TF_OpDefinitionBuilderAddInput(definition, input);
  for (const char* output : r.outputs) TF_OpDefinitionBuilderAddOutput(definition, output);
  for (const char* attribute : r.attributes) TF_OpDefinitionBuilderAddAttr(definition, attribute);
  TF_OpDefinitionBuilderSetShapeInferenceFunction(definition, TF_ShapeInferenceContextSetUnknownShape);
  TF_RegisterOpDefinition(definition, status);
  if (TF_GetCode(status) == TF_OK) {
    TF_KernelBuilder* kernel = TF_NewKernelBuilder(r.name, "CPU", r.create, r.compute, r.destroy);
    TF_RegisterKernelBuilder(r.name, kernel, status);
  }
  std::string problem = TF_GetCode(status) == TF_OK ? "" : TF_Message(status);
  TF_DeleteStatus(status);
  return problem;
}

std::string registerAll() {
  for (const Registration* r : {&batchNorm, &batchNormTraining, &batchNormGradient, &maxPool, &maxPoolGradient,
                                &factorGradients, &projectGradient, &mergeFactors, &addFactors, &layEndToEnd, &cutUp,
                                &adamStep, &sgdStep, &winograd, &winogradNorm, &winogradGradient, &pointwiseNorm, &stem, &stemNorm,
                                &stemGradient}) {
    std::string problem = registerOne(*r);
    if (!problem.empty()) return problem;
  }
  return "";
}

/**
 * Leaves freed images with the process, up to a gigabyte: given back to the system, each is cleared page by page when the
 * next step asks for it again, a twentieth of a step.
 */
void keepMemory() {
#if defined(__GLIBC__)
  mallopt(M_MMAP_THRESHOLD, 256 << 20);
  mallopt(M_TRIM_THRESHOLD, 1 << 30);
#endif
}

/** start(threads) → the instruction set the loops were chosen for. */
napi_value start(napi_env env, napi_callback_info info) {
  size_t count = 1;
  napi_value given, name;
  int32_t threads = 1;
  napi_get_cb_info(env, info, &count, &given, nullptr, nullptr);
  if (count > 0) napi_get_value_int32(env, given, &threads);
  // Once in a process, however many of its threads load the addon.
  static const std::string problem = registerAll();
  if (!problem.empty()) {
    napi_throw_error(env, nullptr, problem.c_str());
    return nullptr;
  }
  keepMemory();
  setThreads(threads);
  napi_create_string_utf8(env, loops().name, NAPI_AUTO_LENGTH, &name);
  return name;
}

}  // namespace

NAPI_MODULE_INIT() {
  napi_value function;
  napi_create_function(env, "start", NAPI_AUTO_LENGTH, start, nullptr, &function);
  napi_set_named_property(env, exports, "start", function);
  return exports;
}
