// Rooms that talk: one message under way in each, every arrival timed.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "load.h"

enum { END_SECONDS = 15, DRAIN_SECONDS = 3 };

typedef struct {
  int sender, missing;
  int64_t number;         // of the message under way
  char digits[DIGITS + 1];
  double due;             // when it had to be sent
  double *waiting;        // when those behind it had to be
  size_t first, last, space;
} Room;

static Room *rooms;
static int room_count, busy;
static int64_t sent, done;
static bool again, timing;
static double *delays;
static size_t delay_count, delay_space;

void make_rooms(void) {
  room_count = job.lines / job.size;
  rooms = calloc((size_t)room_count + 1, sizeof(Room));
  for (int each = 0; each < room_count; each++) rooms[each].sender = job.turns ? job.size - 1 : 0;
}

static void say_message(Line *line, Room *room) {
  char words[1 << 14];
  Bytes text = {words, line->message.size};
  if (text.size > sizeof words) fail("a message is too long");
  memcpy(words, line->message.at, text.size);
  for (char *hole = words; (hole = memmem(hole, text.size - (size_t)(hole - words), "##########", DIGITS));)
    memcpy(hole, room->digits, DIGITS);
  send_text(line, text);
}

static void start(Room *room, double due) {
  if (job.turns) room->sender = (room->sender + 1) % job.size;
  room->number = sent++;
  room->missing = job.size - 1 + job.acks;
  room->due = due;
  snprintf(room->digits, sizeof room->digits, "%010lld", (long long)room->number);
  busy++;
  say_message(&lines[(room - rooms) * job.size + room->sender], room);
}

static void later(Room *room, double due) {
  if (room->last == room->space) {
    room->space = room->space ? 2 * room->space : 16;
    room->waiting = realloc(room->waiting, room->space * sizeof(double));
  }
  room->waiting[room->last++] = due;
}

static void arrived_part(Room *room) {
  if (--room->missing) return;
  busy--;
  done++;
  if (again) start(room, now());
  else if (room->first < room->last) start(room, room->waiting[room->first++]);
}

static void keep_delay(double delay) {
  if (delay_count == delay_space) {
    delay_space = delay_space ? 2 * delay_space : 4096;
    delays = realloc(delays, delay_space * sizeof(double));
  }
  delays[delay_count++] = delay;
}

static bool any(Marks marks, Bytes text) {
  for (size_t each = 0; each < marks.count; each++)
    if (starts(text, marks.at[each])) return true;
  return false;
}

static void hear_message(Line *line, Room *room, Bytes text) {
  if (!any(job.messages, text)) return;
  line->messages++;
  if (!room->missing || line->last == room->number) return;
  if (!job.tags && !memmem(text.at, text.size, room->digits, DIGITS)) return;
  line->last = room->number;
  if (timing) keep_delay(now() - room->due);
  arrived_part(room);
}

void hear(Line *line, Bytes text) {
  Room *room = &rooms[line->room];
  if (any(job.refusals, text)) fail("refused: %.*s", (int)text.size, text.at);
  if (line->side != room->sender) hear_message(line, room, text);
  else if (room->missing && job.acks && any(job.answers, text)) {
    if (timing && job.size == 1) keep_delay(now() - room->due);
    arrived_part(room);
  }
}

// ---------------------------------------------------------------- the loads

static void settle(void) {
  again = false;
  for (double end = now() + END_SECONDS; busy;) {
    if (now() > end) fail("no end of %d messages after %d s", busy, END_SECONDS);
    take_turn(end);
  }
}

// Processor time a process has used.
static double used_by(int pid) {
  char path[64], text[1024];
  unsigned long own = 0, system = 0;
  snprintf(path, sizeof path, "/proc/%d/stat", pid);
  FILE *file = fopen(path, "r");
  if (!file) return 0;
  text[fread(text, 1, sizeof text - 1, file)] = 0;
  fclose(file);
  char *after = strrchr(text, ')');
  if (after) sscanf(after, ") %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &own, &system);
  return (double)(own + system) / (double)sysconf(_SC_CLK_TCK);
}

static double own_time(void) {
  struct timespec used;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
  return (double)used.tv_sec + (double)used.tv_nsec / 1e9;
}

static int by_size(const void *one, const void *other) {
  double difference = *(const double *)one - *(const double *)other;
  return (difference > 0) - (difference < 0);
}

static double part(double share) {
  return delay_count ? delays[(size_t)((double)(delay_count - 1) * share)] * 1000 : 0;
}

static void go_until(double end) {
  while (now() < end) take_turn(end);
}

void run_closed(double warm, double seconds, int pid) {
  again = true;
  for (int each = 0; each < room_count; each++) start(&rooms[each], now());
  go_until(now() + warm);
  timing = true;
  delay_count = 0;
  double began = now(), own = own_time(), server = used_by(pid);
  int64_t before = done;
  go_until(began + seconds);
  double span = now() - began, count = (double)(done - before);
  double load = (own_time() - own) / span, used = used_by(pid) - server;
  timing = false;
  settle();
  qsort(delays, delay_count, sizeof(double), by_size);
  printf("{\"per_second\": %.1f, \"load_busy\": %.3f, \"cpu_us\": %.2f, \"p50_ms\": %.4f, \"messages\": %lld}\n",
         count / span, load, count > 0 ? used / count * 1e6 : 0, part(0.5), (long long)done);
}

// A server that is too slow for the rate gets some time more; then what has still not been sent counts as if it had
// arrived now, which is less than the truth.
static void drain(void) {
  for (double end = now() + DRAIN_SECONDS; busy && now() < end;) take_turn(end);
  for (Room *room = rooms; room < rooms + room_count; room++)
    while (room->first < room->last) keep_delay(now() - room->waiting[room->first++]);
  settle();
}

// Messages when they are due, whatever became of those before; a delay counts from the time it was due.
void run_open(double rate, double seconds) {
  int count = (int)(rate * seconds), next = 0;
  double began = now() + 0.05, own = own_time();
  timing = true;
  delay_count = 0;
  while (next < count) {
    double due = began + next / rate;
    if (now() < due) {
      take_turn(due);
      continue;
    }
    Room *room = &rooms[next++ % room_count];
    if (room->missing) later(room, due);
    else start(room, due);
  }
  double load = (own_time() - own) / (now() - began);
  drain();
  timing = false;
  qsort(delays, delay_count, sizeof(double), by_size);
  printf("{\"p50_ms\": %.4f, \"p99_ms\": %.4f, \"most_ms\": %.4f, \"open_busy\": %.3f, \"messages\": %lld}\n", part(0.5),
         part(0.99), part(1), load, (long long)done);
}
