// What every kernel does with TensorFlow: reads its inputs, allocates its outputs, says what is wrong.
#pragma once
#include <cmath>
#include <vector>

#include "tensorflow-c.h"

namespace ftn {

/** One call of a kernel. */
class Call {
 public:
  explicit Call(TF_OpKernelContext* context) : context_(context), status_(TF_NewStatus()) {
    inputs_.resize(TF_NumInputs(context));
    for (size_t i = 0; i < inputs_.size(); i++) TF_GetInput(context, static_cast<int>(i), &inputs_[i], status_);
    report();
  }
  ~Call() {
    for (TF_Tensor* tensor : inputs_)
      if (tensor) TF_DeleteTensor(tensor);
    for (TF_Tensor* tensor : outputs_) TF_DeleteTensor(tensor);
    TF_DeleteStatus(status_);
  }
  Call(const Call&) = delete;
  Call& operator=(const Call&) = delete;

  bool ok() const { return ok_; }
  int count() const { return static_cast<int>(inputs_.size()); }
  long dimension(int input, int index) const { return TF_Dim(inputs_[input], index); }
  int dimensions(int input) const { return TF_NumDims(inputs_[input]); }
  long size(int input) const { return TF_TensorElementCount(inputs_[input]); }

  template <class T = float>
  const T* input(int index) const {
    return static_cast<const T*>(TF_TensorData(inputs_[index]));
  }

  std::vector<int64_t> shape(int input) const {
    std::vector<int64_t> shape(dimensions(input));
    for (size_t i = 0; i < shape.size(); i++) shape[i] = dimension(input, static_cast<int>(i));
    return shape;
  }

  /** Null where there is no memory, which TensorFlow then reports. */
  template <class T = float>
  T* output(int index, const std::vector<int64_t>& shape) {
    size_t bytes = sizeof(T);
    for (int64_t length : shape) bytes *= static_cast<size_t>(length);
    TF_Tensor* tensor = TF_AllocateOutput(context_, index, sizeof(T) == 1 ? TF_UINT8 : TF_FLOAT, shape.data(),
                                          static_cast<int>(shape.size()), bytes, status_);
    report();
    if (!tensor) return nullptr;
    outputs_.push_back(tensor);
    return static_cast<T*>(TF_TensorData(tensor));
  }

  /** False, with the operation failed, unless `condition`. */
  bool expect(bool condition, const char* message) {
    if (!ok_ || condition) return ok_;
    TF_SetStatus(status_, TF_INVALID_ARGUMENT, message);
    report();
    return false;
  }

 private:
  void report() {
    if (!ok_ || TF_GetCode(status_) == TF_OK) return;
    ok_ = false;
    TF_OpKernelContext_Failure(context_, status_);
  }

  TF_OpKernelContext* context_;
  TF_Status* status_;
  std::vector<TF_Tensor*> inputs_;
  std::vector<TF_Tensor*> outputs_;
  bool ok_ = true;
};

/** An operation with its kernel for the processor: `attributes` are all whole numbers but `epsilon`. */
struct Registration {
  const char* name;
  std::vector<const char*> inputs;
  std::vector<const char*> outputs;
  std::vector<const char*> attributes;
  void* (*create)(TF_OpKernelConstruction*);
  void (*compute)(void*, TF_OpKernelContext*);
  void (*destroy)(void*);
};

template <class T>
T readAttribute(TF_OpKernelConstruction* construction, const char* name,
                void (*read)(TF_OpKernelConstruction*, const char*, T*, TF_Status*)) {
  TF_Status* status = TF_NewStatus();
  T value = 0;
  read(construction, name, &value, status);
  if (TF_GetCode(status) != TF_OK) TF_OpKernelConstruction_Failure(construction, status);
  TF_DeleteStatus(status);
  return value;
}

/** The value of a whole number's attribute. */
inline int32_t attribute(TF_OpKernelConstruction* construction, const char* name) {
  return readAttribute(construction, name, TF_OpKernelConstruction_GetAttrInt32);
}

inline float realAttribute(TF_OpKernelConstruction* construction, const char* name) {
  return readAttribute(construction, name, TF_OpKernelConstruction_GetAttrFloat);
}

/** What a batch norm multiplies by: scale / √(variance + ε). */
inline void normFactors(const float* scale, const float* variance, float epsilon, long channels, float* out) {
  for (long c = 0; c < channels; c++)
    out[c] = static_cast<float>(scale[c] / std::sqrt(static_cast<double>(variance[c]) + epsilon));
}

/** `create` and `destroy` of an operation that keeps nothing between calls. */
inline void* createNone(TF_OpKernelConstruction*) { return nullptr; }
inline void destroyNone(void*) {}

extern const Registration batchNorm, batchNormTraining, batchNormGradient;
extern const Registration maxPool, maxPoolGradient;
extern const Registration factorGradients, projectGradient, mergeFactors, addFactors;
extern const Registration layEndToEnd, cutUp, adamStep, sgdStep;
extern const Registration winograd, winogradNorm, winogradGradient, pointwiseNorm;
extern const Registration stem, stemNorm, stemGradient;

}  // namespace ftn
