/* What a crash leads to (crash.h), as JavaScript tells it. */
#include "calls.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "crash.h"

static void free_plan(struct crash_plan *plan) {
  if (!plan) return;
  /* The first string of the environment is part of the plan. */
  for (char **one = plan->rescue.environment; one && *one; one++) {
    if (*one != plan->crashed) free(*one);
  }
  free(plan->rescue.environment);
  free_strings(plan->rescue.arguments);
  free(plan->rescue.descriptors);
  free(plan->rescue.program);
  free(plan->rescue.farewell);
  free(plan);
}

static bool get_property(napi_env env, napi_value object, const char *name, napi_value *value) {
  return napi_get_named_property(env, object, name, value) == napi_ok || broken(env);
}

static bool get_program(napi_env env, napi_value plan, struct rescue *rescue) {
  napi_value value;
  if (!get_property(env, plan, "program", &value)) return false;
  if (!is_null(env, value) && !(rescue->program = copy_string(env, value))) return false;
  return get_property(env, plan, "args", &value) && (rescue->arguments = copy_strings(env, value));
}

/* With the plan's own string at the beginning, in place of another that says the same. */
static bool get_environment(napi_env env, napi_value object, struct crash_plan *plan) {
  napi_value value;
  char **strings, **kept;
  size_t count = 0;
  if (!get_property(env, object, "environment", &value) || !(strings = copy_strings(env, value))) return false;
  while (strings[count]) count++;
  char **environment = kept = calloc(count + 2, sizeof *environment);
  if (!environment) {
    free_strings(strings);
    return fail(env, "calloc", NULL, ENOMEM);
  }
  strcpy(plan->crashed, CRASHED_VARIABLE);
  *kept++ = plan->crashed;
  for (char **one = strings; *one; one++) {
    if (strncmp(*one, CRASHED_VARIABLE, strlen(CRASHED_VARIABLE))) *kept++ = *one;
    else free(*one);
  }
  free(strings);
  plan->rescue.environment = environment;
  return true;
}

static bool get_descriptors(napi_env env, napi_value plan, struct rescue *rescue) {
  napi_value value, element;
  uint32_t count;
  if (!get_property(env, plan, "descriptors", &value)) return false;
  if (napi_get_array_length(env, value, &count) != napi_ok)
    return type_error(env, "expected an array of descriptors");
  if (!(rescue->descriptors = calloc((size_t)count + 1, sizeof *rescue->descriptors)))
    return fail(env, "calloc", NULL, ENOMEM);
  for (; rescue->descriptor_count < count; rescue->descriptor_count++) {
    if (napi_get_element(env, value, (uint32_t)rescue->descriptor_count, &element) != napi_ok) return broken(env);
    if (!get_integer(env, element, &rescue->descriptors[rescue->descriptor_count])) return false;
  }
  return true;
}

static bool get_terminal(napi_env env, napi_value plan, struct rescue *rescue) {
  napi_value value;
  void *bytes;
  if (!get_property(env, plan, "settings", &value)) return false;
  rescue->has_settings = !is_null(env, value);
  if (rescue->has_settings && !get_settings(env, value, &rescue->settings)) return false;
  if (!get_property(env, plan, "farewell", &value)) return false;
  if (!get_bytes(env, value, &bytes, &rescue->farewell_length))
    return type_error(env, "expected the farewell as bytes");
  if (!(rescue->farewell = malloc(rescue->farewell_length + 1))) return fail(env, "malloc", NULL, ENOMEM);
  memcpy(rescue->farewell, bytes, rescue->farewell_length);
  return true;
}

/* To be freed with free_plan, or NULL after throwing. */
static struct crash_plan *copy_plan(napi_env env, napi_value value) {
  struct crash_plan *plan = calloc(1, sizeof *plan);
  if (!plan) {
    fail(env, "calloc", NULL, ENOMEM);
    return NULL;
  }
  if (get_program(env, value, &plan->rescue) && get_environment(env, value, plan) &&
      get_descriptors(env, value, &plan->rescue) && get_terminal(env, value, &plan->rescue))
    return plan;
  free_plan(plan);
  return NULL;
}

napi_value set_crash_plan_of_process(napi_env env, napi_callback_info info) {
  napi_value values[1];
  struct crash_plan *plan = NULL;
  if (!get_arguments(env, info, 1, values)) return NULL;
  if (!is_null(env, values[0]) && !(plan = copy_plan(env, values[0]))) return NULL;
  free_plan(set_crash_plan(plan));
  return undefined(env);
}
