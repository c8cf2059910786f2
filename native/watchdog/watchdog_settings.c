#ifdef __linux__

#define _GNU_SOURCE /* environ */

#include "watchdog_settings.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

char *take_variable(const char *name) {
  const char *value = getenv(name);
  char *copy = value ? strdup(value) : NULL;
  if (value) unsetenv(name);
  return copy;
}

void put_preload_back(void) {
  char *preload = take_variable("CLAY_GUARD_PRELOAD");
  if (preload) setenv("LD_PRELOAD", preload, 1);
  else unsetenv("LD_PRELOAD");
  free(preload);
}

/* The parts, NULL-terminated, in place: `text` stays in use. None of nothing. NULL without memory. */
static char **split(char *text, char separator) {
  size_t count = 2;
  for (const char *c = text; c && *c; c++) count += *c == separator;
  char **parts = calloc(count, sizeof *parts);
  if (!parts || !text || !*text) return parts;
  for (size_t i = 0; text; i++) {
    parts[i] = text;
    if ((text = strchr(text, separator))) *text++ = '\0';
  }
  return parts;
}

static size_t count_of(char **strings) {
  size_t count = 0;
  while (strings[count]) count++;
  return count;
}

/* In place; the number of bytes. What is no pair of digits ends it. */
static size_t decode_hex(char *text) {
  char pair[3] = "", *end;
  size_t length = 0;
  for (const char *c = text; c[0] && c[1]; c += 2) {
    memcpy(pair, c, 2);
    unsigned long byte = strtoul(pair, &end, 16);
    if (*end) break;
    text[length++] = (char)byte;
  }
  return length;
}

/* ------------------------------------------------------------- environment */

static bool is_assigned(char **assignments, const char *other) {
  for (; *assignments; assignments++) {
    size_t name = strcspn(*assignments, "=") + 1;
    if (strncmp(*assignments, other, name) == 0) return true;
  }
  return false;
}

/* One after the other, and then what they leave of the present environment: getenv() finds the first. */
static char **join_environment(char **ours, char **given) {
  size_t count = 0;
  char **result = calloc(count_of(ours) + count_of(given) + count_of(environ) + 1, sizeof *result);
  if (!result) return NULL;
  while (*ours) result[count++] = *ours++;
  for (; *given; given++) {
    if (!is_assigned(result, *given)) result[count++] = *given;
  }
  for (char **one = environ; *one; one++) {
    /* Copied, because the image may change its own. */
    if (!is_assigned(result, *one) && !(result[count++] = strdup(*one))) return NULL;
  }
  return result;
}

static bool read_environment(char **ours, struct rescue *rescue) {
  char **given = split(take_variable("CLAY_GUARD_BACK_ENV"), '\x1e');
  rescue->environment = given ? join_environment(ours, given) : NULL;
  free(given);
  return rescue->environment != NULL;
}

/* ------------------------------------------------------------ all the rest */

static bool read_program(struct rescue *rescue) {
  char **parts = split(take_variable("CLAY_GUARD_BACK"), '\x1f');
  if (!parts) return false;
  rescue->program = parts[0];
  rescue->arguments = parts[0] && parts[1] ? parts + 1 : parts;
  return true;
}

static bool read_descriptors(struct rescue *rescue) {
  char **parts = split(take_variable("CLAY_GUARD_FDS"), ',');
  if (!parts) return false;
  size_t count = count_of(parts);
  rescue->descriptors = calloc(count + 1, sizeof *rescue->descriptors);
  if (rescue->descriptors) rescue->descriptor_count = count;
  for (size_t i = 0; i < rescue->descriptor_count; i++) rescue->descriptors[i] = atoi(parts[i]);
  free(parts);
  return rescue->descriptors != NULL;
}

static void read_terminal(struct rescue *rescue) {
  char *settings = take_variable("CLAY_GUARD_TERMIOS");
  if (settings && decode_hex(settings) == sizeof rescue->settings) {
    memcpy(&rescue->settings, settings, sizeof rescue->settings);
    rescue->has_settings = true;
  }
  free(settings);
  rescue->farewell = take_variable("CLAY_GUARD_FAREWELL");
  rescue->farewell_length = rescue->farewell ? decode_hex(rescue->farewell) : 0;
}

int take_held(void) {
  char *number = take_variable("CLAY_GUARD_HELD");
  if (!number) return -1;
  int held = atoi(number);
  fcntl(held, F_SETFD, FD_CLOEXEC);
  free(number);
  return held;
}

bool read_watchdog_settings(char **ours, struct rescue *rescue) {
  unsetenv("CLAY_GUARDED"); /* of the image before, if that was watched too */
  read_terminal(rescue);
  bool is_read = read_program(rescue);
  is_read = read_descriptors(rescue) && is_read; /* all of them, so that all are removed */
  return read_environment(ours, rescue) && is_read;
}

#endif
