/*
 * The floor under every server: sends a greeting, and a fixed reply for each line that comes in, without looking at it.
 * Usage: echo SOCKET-PATH
 */
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static const char greeting[] =
    "{\"QMP\": {\"version\": {\"qemu\": {\"micro\": 0, \"minor\": 0, \"major\": 0}, \"package\": \"\"}, \"capabilities\": [\"oob\"]}}\r\n";
static const char reply[] = "{\"return\": []}\r\n";

static int write_all(int fd, const char *data, size_t length)
{
    while (length > 0) {
        ssize_t n = write(fd, data, length);
        if (n <= 0) {
            return -1;
        }
        data += n;
        length -= (size_t)n;
    }
    return 0;
}

static void serve(int fd)
{
    static char in[65536];
    static char out[65536 * sizeof(reply)];
    ssize_t n;

    if (write_all(fd, greeting, sizeof(greeting) - 1) < 0) {
        return;
    }
    while ((n = read(fd, in, sizeof(in))) > 0) {
        size_t used = 0;
        for (ssize_t i = 0; i < n; i++) {
            if (in[i] == '\n') {
                memcpy(out + used, reply, sizeof(reply) - 1);
                used += sizeof(reply) - 1;
            }
        }
        if (used > 0 && write_all(fd, out, used) < 0) {
            return;
        }
    }
}

int main(int argc, char **argv)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    int listener;

    if (argc != 2 || strlen(argv[1]) >= sizeof(address.sun_path)) {
        fprintf(stderr, "usage: %s SOCKET-PATH\n", argv[0]);
        return 2;
    }
    strcpy(address.sun_path, argv[1]);
    listener = socket(AF_UNIX, SOCK_STREAM, 0);
    if (listener < 0 || bind(listener, (struct sockaddr *)&address, sizeof(address)) < 0 || listen(listener, 8) < 0) {
        perror(argv[1]);
        return 2;
    }
    for (;;) {
        int fd = accept(listener, NULL, NULL);
        if (fd < 0) {
            return 2;
        }
        serve(fd);
        close(fd);
    }
}
