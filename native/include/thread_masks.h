/*
 * The signal masks of the other threads, of which Node has half a dozen. The kernel may give a signal to any of them
 * that does not block it, and what a thread has been given and has not got round to is lost with an execve(): that ends it
 * before the first line of a handler. So they are made to leave such signals alone, which then wait for the process.
 */
#ifndef CLAY_THREAD_MASKS_H
#define CLAY_THREAD_MASKS_H

#include <signal.h>
#include <stdbool.h>

/*
 * Has all threads but the calling one block these signals for good. True: they do, and none is at work on one that it was
 * given before; or nobody can tell. False: some have yet to come to it, and it is to be asked again.
 */
bool reserve(const sigset_t *numbers);

#endif
