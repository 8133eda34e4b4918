// Reads a job: netstrings (length, colon, bytes) in the order in which job.py writes them.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "load.h"

Job job;
Line *lines;
static FILE *file;

static Bytes bytes(void) {
  Bytes made = {0};
  if (fscanf(file, "%zu:", &made.size) != 1) fail("the job ends too early");
  made.at = calloc(made.size + 1, 1);
  if (fread(made.at, 1, made.size, file) != made.size) fail("the job ends too early");
  return made;
}

static int number(void) {
  Bytes told = bytes();
  int made = atoi(told.at);
  free(told.at);
  return made;
}

static Marks marks(void) {
  Marks made = {.count = (size_t)number()};
  made.at = calloc(made.count + 1, sizeof(Bytes));
  for (size_t each = 0; each < made.count; each++) made.at[each] = bytes();
  return made;
}

static void read_line(Line *line, int number_of_line) {
  *line = (Line){.fd = -1, .room = number_of_line / job.size, .side = number_of_line % job.size, .last = -1};
  line->steps = number();
  line->script = calloc((size_t)line->steps, sizeof(Step));
  for (int each = 0; each < line->steps; each++) {
    bool raw = number();
    Bytes say = bytes(), expect = bytes();
    line->script[each] = (Step){raw, say, expect};
  }
  line->message = bytes();
}

void read_job(const char *path) {
  file = fopen(path, "rb");
  if (!file) fail("no job at %s", path);
  job.port = number();
  job.tags = number();
  job.turns = number();
  job.acks = number();
  job.size = number();
  job.messages = marks();
  job.answers = marks();
  job.refusals = marks();
  job.reply_count = number();
  job.replies = calloc((size_t)job.reply_count + 1, sizeof(Reply));
  for (int each = 0; each < job.reply_count; each++) {
    Bytes on = bytes(), say = bytes();
    job.replies[each] = (Reply){on, say};
  }
  job.alive = bytes();
  job.lines = number();
  lines = calloc((size_t)job.lines, sizeof(Line));
  for (int each = 0; each < job.lines; each++) read_line(&lines[each], each);
  fclose(file);
}
