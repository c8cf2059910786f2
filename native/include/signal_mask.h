/*
 * Signals that wait for the calling thread. Blocking one in this thread alone is not enough: the kernel gives it to
 * another one, of which Node has half a dozen, and what that does about it is lost with an execve().
 */
#ifndef CLAY_SIGNAL_MASK_H
#define CLAY_SIGNAL_MASK_H

#include <signal.h>

/* Each returns 0 or an errno. */
int hold(const sigset_t *numbers);
int let_go(const sigset_t *numbers);

#endif
