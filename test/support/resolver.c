/*
 * A library for LD_PRELOAD: names that end in `.hangs` are never answered, those that end in `.busy` with an error, those
 * that end in `.example` with the address TEST_ADDRESS.
 */
#define _GNU_SOURCE

#include <dlfcn.h>
#include <netdb.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef int getaddrinfo_function(const char *, const char *, const struct addrinfo *, struct addrinfo **);

static int ends_with(const char *name, const char *end) {
  size_t length = strlen(name), tail = strlen(end);
  return length >= tail && strcmp(name + length - tail, end) == 0;
}

int getaddrinfo(const char *name, const char *service, const struct addrinfo *hints, struct addrinfo **found) {
  static getaddrinfo_function *system_one;
  if (!system_one) system_one = (getaddrinfo_function *)dlsym(RTLD_NEXT, "getaddrinfo");
  if (name && ends_with(name, ".hangs"))
    for (;;) pause();
  if (name && ends_with(name, ".busy")) return EAI_AGAIN;
  if (name && ends_with(name, ".example") && getenv("TEST_ADDRESS")) name = getenv("TEST_ADDRESS");
  return system_one(name, service, hints, found);
}
