// SPDX-License-Identifier: GPL-2.0-only
/*
 * Echo requests at a fixed rate, and the longest time without an answer.
 *
 * ping(1) counts what is lost; for a migration the question is how long a guest
 * was away. Requests go out every period, whether or not the last one was
 * answered; the gap is measured from answer to answer, so it includes one period.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/ip_icmp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "probe.h"

struct echo {
	struct icmphdr head;
	char padding[56];
};

static uint16_t checksum(const void *data, size_t bytes)
{
	const uint16_t *word = data;
	uint32_t sum = 0;

	for (; bytes > 1; bytes -= 2)
		sum += *word++;
	sum = (sum >> 16) + (sum & 0xffff);
	return ~(sum + (sum >> 16));
}

static void send_echo(int fd, const struct sockaddr_in *to, uint16_t seq)
{
	struct echo e = { .head = { .type = ICMP_ECHO } };

	e.head.un.echo.id = htons(getpid() & 0xffff);
	e.head.un.echo.sequence = htons(seq);
	e.head.checksum = checksum(&e, sizeof(e));
	/* While the other end is away this may fail; that counts as lost. */
	(void)!sendto(fd, &e, sizeof(e), 0, (const void *)to, sizeof(*to));
}

static int is_answer(int fd)
{
	char data[512];
	ssize_t n = recv(fd, data, sizeof(data), MSG_DONTWAIT);
	const struct iphdr *ip = (const void *)data;
	const struct icmphdr *head;

	if (n < (ssize_t)(sizeof(*ip) + sizeof(*head)))
		return 0;
	head = (const void *)(data + ip->ihl * 4);
	return head->type == ICMP_ECHOREPLY &&
	       head->un.echo.id == htons(getpid() & 0xffff);
}

int probe_ping(int argc, char **argv)
{
	struct sockaddr_in to = { .sin_family = AF_INET };
	int64_t period = atoi(argv[2]) * NS_PER_MS;
	int64_t now = probe_now_ns(), last = now, next = now, longest = 0;
	int64_t end = now + atoi(argv[1]) * NS_PER_SEC;
	unsigned long sent = 0, received = 0;
	int fd = socket(AF_INET, SOCK_RAW, IPPROTO_ICMP);
	struct pollfd wait = { .fd = fd, .events = POLLIN };

	if (fd < 0)
		probe_die("raw socket");
	if (!inet_aton(argv[0], &to.sin_addr))
		probe_die(argv[0]);
	for (; now < end; now = probe_now_ns()) {
		if (now >= next) {
			send_echo(fd, &to, ++sent);
			next = now + period;
		}
		if (poll(&wait, 1, 1 + (next - now) / NS_PER_MS) <= 0)
			continue;
		if (!is_answer(fd))
			continue;
		now = probe_now_ns();
		received++;
		if (now - last > longest)
			longest = now - last;
		last = now;
	}
	if (now - last > longest)
		longest = now - last;
	printf("sent %lu received %lu gap_ms %ld\n", sent, received,
	       (long)(longest / NS_PER_MS));
	return argc != 3 || !received;
}
