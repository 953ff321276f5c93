/*
 * The floor under event fan-out: on a line with "emit" it writes so many events to everybody who is connected, a buffer at a time, without
 * a queue, a lock or an encoder. Other lines get an empty reply.
 * Usage: fanout SOCKET-PATH
 */
#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

enum { MAX_CLIENTS = 1024, BUFFER = 32 * 1024, LONGEST = 256 };

static const char greeting[] =
    "{\"QMP\": {\"version\": {\"qemu\": {\"micro\": 0, \"minor\": 0, \"major\": 0}, \"package\": \"\"}, \"capabilities\": []}}\r\n";
static struct pollfd sockets[MAX_CLIENTS + 1];
static int count = 1;

static int64_t now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static void write_all(int fd, const char *data, size_t length)
{
    while (length > 0) {
        ssize_t n = write(fd, data, length);
        if (n <= 0) {
            return;
        }
        data += n;
        length -= (size_t)n;
    }
}

static void emit(int fd, int64_t events)
{
    static char buffer[BUFFER];
    size_t used = 0;
    int64_t start = now();

    for (int64_t i = 0; i < events; i++) {
        struct timespec wall;
        clock_gettime(CLOCK_REALTIME, &wall);
        used += (size_t)snprintf(buffer + used, LONGEST,
                                 "{\"timestamp\": {\"seconds\": %" PRId64 ", \"microseconds\": %ld}, \"event\": \"TICK\", "
                                 "\"data\": {\"number\": %" PRId64 ", \"sent\": %" PRId64 "}}\r\n",
                                 (int64_t)wall.tv_sec, wall.tv_nsec / 1000, i, now());
        if (used > BUFFER - LONGEST || i == events - 1) {
            for (int c = 1; c < count; c++) {
                write_all(sockets[c].fd, buffer, used);
            }
            used = 0;
        }
    }
    write_all(fd, buffer, (size_t)snprintf(buffer, LONGEST, "{\"return\": {\"nanoseconds\": %" PRId64 "}}\r\n", now() - start));
}

static int serve(int fd)
{
    char line[4096];
    ssize_t n = read(fd, line, sizeof(line) - 1);

    if (n <= 0) {
        close(fd);
        return 0;
    }
    line[n] = '\0';
    if (strstr(line, "\"emit\"")) {
        const char *argument = strstr(line, "\"count\": ");
        emit(fd, argument ? strtoll(argument + strlen("\"count\": "), NULL, 10) : 0);
    } else {
        write_all(fd, "{\"return\": {\"bytes\": 0}}\r\n", strlen("{\"return\": {\"bytes\": 0}}\r\n"));
    }
    return 1;
}

static void accept_one(void)
{
    int fd = accept(sockets[0].fd, NULL, NULL);

    if (fd >= 0 && count > MAX_CLIENTS) {
        close(fd);
    } else if (fd >= 0) {
        sockets[count].fd = fd;
        sockets[count].events = POLLIN;
        sockets[count].revents = 0;
        count++;
        write_all(fd, greeting, sizeof(greeting) - 1);
    }
}

int main(int argc, char **argv)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };

    if (argc != 2 || strlen(argv[1]) >= sizeof(address.sun_path)) {
        fprintf(stderr, "usage: %s SOCKET-PATH\n", argv[0]);
        return 2;
    }
    strcpy(address.sun_path, argv[1]);
    sockets[0].fd = socket(AF_UNIX, SOCK_STREAM, 0);
    sockets[0].events = POLLIN;
    if (sockets[0].fd < 0 || bind(sockets[0].fd, (struct sockaddr *)&address, sizeof(address)) < 0 || listen(sockets[0].fd, 128) < 0) {
        perror(argv[1]);
        return 2;
    }
    while (poll(sockets, (nfds_t)count, -1) >= 0) {
        for (int c = count - 1; c > 0; c--) {
            if (sockets[c].revents != 0 && !serve(sockets[c].fd)) {
                sockets[c] = sockets[--count];
            }
        }
        if (sockets[0].revents != 0) {
            accept_one();
        }
    }
    return 2;
}
