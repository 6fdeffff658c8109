// SPDX-License-Identifier: GPL-2.0-only
/*
 * What only a privileged domain can do: hypercalls through privcmd.
 *
 * The calls here are made by a process, so "null hypercall" is a system call,
 * an ioctl and a hypercall; xen_refused_ioctls() is the same way without the
 * hypercall, and the difference is the price of the hypercall itself.
 *
 * The structures are the public interface's, reduced to what is used; sysctl
 * must carry the interface version of the hypervisor's release (4.17).
 *
 * Buffers handed to the hypervisor are static: the hypervisor reads them
 * through this process's page tables and cannot take a page fault for it, so
 * they must be mapped at the time, which xen_open() sees to by mlock().
 */
#include "bench.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#define HYPERCALL_MEMORY_OP	12
#define HYPERCALL_XEN_VERSION	17
#define HYPERCALL_SYSCTL	35

#define XENVER_VERSION		0
#define XENMEM_CURRENT_RESERVATION 3
#define DOMID_SELF		0x7ff0

#define SYSCTL_VERSION		0x15
#define SYSCTL_PHYSINFO		3
#define SYSCTL_DEBUG_KEYS	7

struct privcmd_call {
	uint64_t op;
	uint64_t arg[5];
};

#define PRIVCMD_HYPERCALL	_IOC(_IOC_NONE, 'P', 0, sizeof(struct privcmd_call))
/* A number privcmd does not have. */
#define PRIVCMD_REFUSED		_IOC(_IOC_NONE, 'P', 99, sizeof(struct privcmd_call))

struct sysctl_call {
	uint32_t cmd;
	uint32_t interface_version;
	union {
		struct {
			uint32_t cpus[10];
			uint64_t total_pages;
			uint64_t free_pages;
		} physinfo;
		struct {
			uint64_t keys;
			uint32_t nr_keys;
		} debug_keys;
		uint8_t room[128];
	};
};

static int privcmd = -1;
static struct sysctl_call sysctl_call;
static char key_buffer[16];

bool xen_open(void)
{
	privcmd = open("/dev/xen/privcmd", O_RDWR | O_CLOEXEC);
	if (privcmd < 0)
		privcmd = open("/proc/xen/privcmd", O_RDWR | O_CLOEXEC);
	if (privcmd >= 0) {
		memset(&sysctl_call, 1, sizeof(sysctl_call));
		memset(key_buffer, 1, sizeof(key_buffer));
		mlock(&sysctl_call, sizeof(sysctl_call));
		mlock(key_buffer, sizeof(key_buffer));
	}
	return privcmd >= 0;
}

bool xen_have(void)
{
	return privcmd >= 0;
}

static int hypercall(uint64_t op, uint64_t arg0, uint64_t arg1)
{
	struct privcmd_call call = { .op = op, .arg = { arg0, arg1 } };

	return ioctl(privcmd, PRIVCMD_HYPERCALL, &call);
}

void xen_null_hypercalls(unsigned int nr)
{
	while (nr--)
		if (hypercall(HYPERCALL_XEN_VERSION, XENVER_VERSION, 0) < 0)
			bench_fail("xen_version");
}

void xen_refused_ioctls(unsigned int nr)
{
	struct privcmd_call call = { 0 };

	while (nr--)
		if (ioctl(privcmd, PRIVCMD_REFUSED, &call) >= 0)
			bench_fail("privcmd has an ioctl 99");
}

static int sysctl_do(uint32_t cmd)
{
	sysctl_call.cmd = cmd;
	sysctl_call.interface_version = SYSCTL_VERSION;
	return hypercall(HYPERCALL_SYSCTL, (uintptr_t)&sysctl_call, 0);
}

void xen_debug_keys(const char *keys)
{
	snprintf(key_buffer, sizeof(key_buffer), "%s", keys);
	memset(&sysctl_call, 0, sizeof(sysctl_call));
	sysctl_call.debug_keys.keys = (uintptr_t)key_buffer;
	sysctl_call.debug_keys.nr_keys = strlen(key_buffer);
	if (sysctl_do(SYSCTL_DEBUG_KEYS) < 0)
		bench_fail("debug keys %s", keys);
}

/* In pages; 0 for what the hypervisor does not tell. */
void xen_print_memory(void)
{
	static uint16_t self = DOMID_SELF;
	uint64_t total = 0, free = 0;
	int own;

	memset(&sysctl_call, 0, sizeof(sysctl_call));
	if (sysctl_do(SYSCTL_PHYSINFO) >= 0) {
		total = sysctl_call.physinfo.total_pages;
		free = sysctl_call.physinfo.free_pages;
	}
	own = hypercall(HYPERCALL_MEMORY_OP, XENMEM_CURRENT_RESERVATION,
			(uintptr_t)&self);
	printf("@bench memory %llu %llu %d\n", (unsigned long long)total,
	       (unsigned long long)free, own);
}

/* Code symbols of a table in kallsyms' form: address, type, name, module. */
static bool print_table(const char *path)
{
	char line[512], type;
	FILE *file = fopen(path, "r");

	if (!file)
		return false;
	while (fgets(line, sizeof(line), file))
		if (sscanf(line, "%*s %c", &type) == 1 && strchr("tTwW", type))
			printf("@bench symbol %s", line);
	fclose(file);
	return true;
}

void print_symbols(void)
{
	if (!print_table("/proc/kallsyms"))
		bench_fail("/proc/kallsyms");
	if (xen_have() && !print_table("/proc/xen/xensyms"))
		printf("@bench note the hypervisor has no symbol table\n");
}
