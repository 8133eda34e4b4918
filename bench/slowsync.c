// Preloaded, makes each fsync and fdatasync take SLOWSYNC_MS longer, as on a disk that is not a fast virtual one.
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <dlfcn.h>
#include <stdlib.h>
#include <time.h>

static int slowly(const char *name, int file) {
  const char *told = getenv("SLOWSYNC_MS");
  double ms = told ? atof(told) : 0;
  struct timespec wait = {(time_t)(ms / 1000), (long)(ms * 1e6) % 1000000000L};
  int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
  nanosleep(&wait, NULL);
  return real(file);
}

int fsync(int file) { return slowly("fsync", file); }

int fdatasync(int file) { return slowly("fdatasync", file); }
