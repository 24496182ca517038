/* Takes what a sandbox must not have: memory in files that no process maps, or processes. */
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static char piece[1 << 20];

int main(int count, char **words) {
  char go[8];
  /* It starts once it is in its group. */
  if (count < 2 || fgets(go, sizeof go, stdin) == NULL) return 1;
  int done = 0;
  if (strcmp(words[1], "memfd") == 0) {
    int file = memfd_create("hog", 0);
    memset(piece, 1, sizeof piece);
    while (done < 1500 && write(file, piece, sizeof piece) == sizeof piece) done += 1;
  } else {
    for (; done < 1500; done += 1) {
      pid_t child = fork();
      if (child == -1) break;
      if (child == 0) return sleep(60);
    }
  }
  printf("%d\n", done);
  fflush(stdout);
  /* Its children hold its output: they end with it. */
  signal(SIGTERM, SIG_IGN);
  kill(0, SIGTERM);
  return 0;
}
