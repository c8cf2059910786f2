/* Memory that an image after this one can still read. */
#define _GNU_SOURCE /* memfd_create */
#include "calls.h"

#include <errno.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

#ifdef __linux__

static void unmap(napi_env env, void *memory, void *size) {
  (void)env;
  munmap(memory, (size_t)(uintptr_t)size);
}

napi_value shared_memory(napi_env env, napi_callback_info info) {
  napi_value values[1], buffer, bytes, result;
  int size;
  if (!get_arguments(env, info, 1, values) || !get_integer(env, values[0], &size)) return NULL;
  int fd = memfd_create("clay", MFD_CLOEXEC);
  if (fd < 0) return fail(env, "memfd_create", NULL, errno);
  void *memory = MAP_FAILED;
  if (ftruncate(fd, size) == 0)
    memory = mmap(NULL, (size_t)size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  if (memory == MAP_FAILED) {
    int error = errno;
    close(fd);
    return fail(env, "mmap", NULL, error);
  }
  OK(napi_create_external_arraybuffer(env, memory, (size_t)size, unmap, (void *)(uintptr_t)size, &buffer));
  OK(napi_create_typedarray(env, napi_uint8_array, (size_t)size, buffer, 0, &bytes));
  OK(napi_create_object(env, &result));
  if (!set_number(env, result, "fd", fd)) return NULL;
  OK(napi_set_named_property(env, result, "bytes", bytes));
  return result;
}

#else

napi_value shared_memory(napi_env env, napi_callback_info info) {
  (void)info;
  return fail(env, "memfd_create", NULL, ENOSYS);
}

#endif
