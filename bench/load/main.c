// Commands: enter COUNT (connections, all together) · calm SECONDS · closed WARM SECONDS PID · open RATE SECONDS.
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "load.h"

enum { AT_ONCE = 64, STILL_SECONDS = 30, CALM_LOOKS = 16 };
static int opened;

double now(void) {
  struct timespec at;
  clock_gettime(CLOCK_MONOTONIC, &at);
  return (double)at.tv_sec + (double)at.tv_nsec / 1e9;
}

void fail(const char *words, ...) {
  va_list rest;
  va_start(rest, words);
  fputs("load: ", stderr);
  vfprintf(stderr, words, rest);
  fputc('\n', stderr);
  exit(1);
}

bool starts(Bytes text, Bytes with) {
  return text.size >= with.size && !memcmp(text.at, with.at, with.size);
}

static void enter(int count) {
  double began = now(), last = began;
  int before = inside;
  for (int known = inside; inside < count; known = inside) {
    while (opened < count && opened - inside < AT_ONCE) open_line(&lines[opened++]);
    take_turn(now() + 1);
    if (inside != known) last = now();
    if (now() - last > STILL_SECONDS) fail("%d of %d are inside, nobody more comes in", inside, count);
  }
  printf("{\"entered\": %d, \"seconds\": %.4f}\n", inside - before, now() - began);
}

// A server tells everybody who has come, a second later; without a text for so long that is over.
static void calm(double seconds) {
  for (int look = 0; look < CALM_LOOKS; look++) {
    uint64_t before = heard;
    for (double end = now() + seconds; now() < end;) take_turn(end);
    if (heard == before) {
      printf("{\"heard\": %llu}\n", (unsigned long long)heard);
      return;
    }
  }
  fail("the server goes on telling though nobody does anything");
}

static void obey(const char *words) {
  int count;
  double one, two;
  if (sscanf(words, "enter %d", &count) == 1) enter(count);
  else if (sscanf(words, "calm %lf", &one) == 1) calm(one);
  else if (sscanf(words, "closed %lf %lf %d", &one, &two, &count) == 3) run_closed(one, two, count);
  else if (sscanf(words, "open %lf %lf", &one, &two) == 2) run_open(one, two);
  else fail("not a command: %s", words);
  fflush(stdout);
}

int main(int count, char **words) {
  char line[256];
  if (count != 2) fail("load JOB");
  signal(SIGPIPE, SIG_IGN);
  setvbuf(stdin, NULL, _IONBF, 0);  // so that a poll tells of every line
  read_job(words[1]);
  make_rooms();
  for (;;) {
    while (!words_waiting()) take_turn(now() + 0.01);
    if (!fgets(line, sizeof line, stdin)) return 0;
    obey(line);
  }
}
