// SPDX-License-Identifier: GPL-2.0-only
/*
 * platform_op and the small control calls of dom0.
 */
#include "mg.h"
#include <xen/interface/platform.h>

static struct xen_platform_op op;

static long call(unsigned int cmd)
{
	op.cmd = cmd;
	op.interface_version = XENPF_INTERFACE_VERSION;
	return hc_platform_op(&op);
}

MG_TEST(plat_version, 0, "a wrong interface version is -EACCES")
{
	memset(&op, 0, sizeof(op));
	op.cmd = XENPF_get_cpuinfo;
	op.interface_version = XENPF_INTERFACE_VERSION + 1;
	CHECK_RC(hc_platform_op(&op), -XEN_EACCES);
	CHECK_RC(hc_platform_op(16), -XEN_EFAULT);
	CHECK_RC(hc_platform_op(MG_HYP_VA), -XEN_EFAULT);
	CHECK_RC(call(999), -XEN_ENOSYS);
}

MG_TEST(plat_cpuinfo, 0, "get_cpuinfo: physical CPU 0 is online, CPU 4000 is invalid")
{
	memset(&op, 0, sizeof(op));
	CHECK_RC(call(XENPF_get_cpuinfo), 0);
	CHECK(op.u.pcpu_info.flags & XEN_PCPU_FLAGS_ONLINE, "flags %x", op.u.pcpu_info.flags);
	CHECK(op.u.pcpu_info.max_present < 64, "max %u", op.u.pcpu_info.max_present);
	memset(&op, 0, sizeof(op));
	op.u.pcpu_info.xen_cpuid = 4000;
	CHECK_RC(call(XENPF_get_cpuinfo), 0);
	CHECK(op.u.pcpu_info.flags & XEN_PCPU_FLAGS_INVALID, "flags %x", op.u.pcpu_info.flags);
}

MG_TEST(plat_settime, 0, "settime64 moves the wall clock; bad nanoseconds do not")
{
	u32 version = mg_shared->wc.version, before;

	memset(&op, 0, sizeof(op));
	op.u.settime64.secs = 1700000000;
	op.u.settime64.nsecs = 5;
	op.u.settime64.system_time = 0;
	CHECK_RC(call(XENPF_settime64), 0);
	CHECK(mg_shared->wc.sec == 1700000000 && mg_shared->wc.nsec == 5, "%u.%u",
	      mg_shared->wc.sec, mg_shared->wc.nsec);
	CHECK(mg_shared->wc.version != version && !(mg_shared->wc.version & 1), "version %u",
	      mg_shared->wc.version);
	before = mg_shared->wc.sec;
	op.u.settime64.mbz = 1;
	CHECK_RC(call(XENPF_settime64), -XEN_EINVAL);
	CHECK(mg_shared->wc.sec == before, "it moved");
}

MG_TEST(plat_firmware, 0, "firmware_info: the kinds a kernel asks for")
{
	memset(&op, 0, sizeof(op));
	op.u.firmware_info.type = XEN_FW_KBD_SHIFT_FLAGS;
	CHECK_RC(call(XENPF_firmware_info), 0);
	memset(&op, 0, sizeof(op));
	op.u.firmware_info.type = XEN_FW_DISK_INFO;
	op.u.firmware_info.index = 200;
	CHECK_RC(call(XENPF_firmware_info), -XEN_ESRCH);
	op.u.firmware_info.type = 77;
	CHECK_RC(call(XENPF_firmware_info), -XEN_EINVAL);
	memset(&op, 0, sizeof(op));
	op.u.firmware_info.type = XEN_FW_EFI_INFO;
	CHECK(call(XENPF_firmware_info) < 0, "EFI on a BIOS machine");
}

MG_TEST(plat_memtype, 0, "read_memtype up to the end of the list")
{
	unsigned int i;
	long rc = 0;

	for (i = 0; i < 256 && !rc; i++) {
		memset(&op, 0, sizeof(op));
		op.u.read_memtype.reg = i;
		rc = call(XENPF_read_memtype);
	}
	CHECK(rc == -XEN_EINVAL, "register %u: %ld", i, rc);
}

MG_TEST(plat_symbols, MG_HOSTILE, "get_symbol walks the hypervisor's names to their end")
{
	static char name[128];
	unsigned int n = 0, wild;
	u64 last = 0;

	memset(&op, 0, sizeof(op));
	for (;; n++) {
		op.u.symdata.name = name;
		op.u.symdata.namelen = sizeof(name);
		if (!CHECK_RC(call(XENPF_get_symbol), 0) || op.u.symdata.symnum == n)
			break;
		REQUIRE(op.u.symdata.symnum == n + 1 && n < 100000, "%u after %u",
			op.u.symdata.symnum, n);
		CHECK(op.u.symdata.namelen == strlen(name) + 1 && op.u.symdata.address >= last,
		      "%s at %lx", name, (unsigned long)op.u.symdata.address);
		last = op.u.symdata.address;
	}
	CHECK(n > 100 && !name[0], "%u names, then \"%s\"", n, name);
	op.u.symdata.symnum = n + 1;
	CHECK_RC(call(XENPF_get_symbol), -XEN_ERANGE);
	op.u.symdata.symnum = 0;
	op.u.symdata.namelen = 2;
	name[2] = 'x';
	CHECK_RC(call(XENPF_get_symbol), 0);
	CHECK(name[2] == 'x' && op.u.symdata.namelen > 2, "room for two was not kept to");
	for (wild = 0; wild < 2; wild++) {
		op.u.symdata.symnum = 0;
		op.u.symdata.namelen = ~0U;
		op.u.symdata.name = wild ? (char *)MG_NONCANON : (char *)MG_HYP_VA;
		CHECK_RC(call(XENPF_get_symbol), -XEN_EFAULT);
	}
}

MG_TEST(plat_resource, MG_HOSTILE, "resource_op: the TSC and nothing else")
{
	static struct xenpf_resource_entry e[4];

	memset(&op, 0, sizeof(op));
	memset(e, 0, sizeof(e));
	CHECK_RC(call(XENPF_resource_op), 0);
	op.u.resource_op.entries = e;
	op.u.resource_op.nr_entries = 4;
	CHECK_RC(call(XENPF_resource_op), -XEN_EINVAL);
	op.u.resource_op.nr_entries = 2;
	e[0].idx = 0x10;
	e[1].idx = 0xc0000080;
	CHECK_RC(call(XENPF_resource_op), 1);
	CHECK(e[0].val && e[0].u.ret == 0, "TSC %lx ret %d", (unsigned long)e[0].val, e[0].u.ret);
	CHECK(e[1].u.ret == -XEN_EACCES && !e[1].val, "EFER: %d %lx", e[1].u.ret,
	      (unsigned long)e[1].val);
	memset(e, 0, sizeof(e));
	e[0].idx = 0x10;
	e[0].u.cmd = XEN_RESOURCE_OP_MSR_WRITE;
	op.u.resource_op.nr_entries = 1;
	CHECK_RC(call(XENPF_resource_op), 0);
	CHECK(e[0].u.ret == -XEN_EPERM, "write: %d", e[0].u.ret);
	e[0].u.cmd = 0;
	op.u.resource_op.cpu = 4000;
	CHECK_RC(call(XENPF_resource_op), -XEN_ENODEV);
	op.u.resource_op.cpu = 0;
	op.u.resource_op.entries = (void *)MG_HYP_VA;
	CHECK_RC(call(XENPF_resource_op), -XEN_EFAULT);
}

MG_TEST(plat_cpus, MG_HOSTILE, "processors: the present state may be asked for, others are refused")
{
	memset(&op, 0, sizeof(op));
	op.u.cpu_ol.cpuid = 4000;
	CHECK_RC(call(XENPF_cpu_online), -XEN_EINVAL);
	CHECK_RC(call(XENPF_cpu_offline), -XEN_EINVAL);
	op.u.cpu_ol.cpuid = 0;
	CHECK_RC(call(XENPF_cpu_offline), -XEN_EOPNOTSUPP);
	memset(&op, 0, sizeof(op));
	op.u.core_parking.type = XEN_CORE_PARKING_GET;
	CHECK_RC(call(XENPF_core_parking), 0);
	CHECK(op.u.core_parking.idle_nums == 0, "%u parked", op.u.core_parking.idle_nums);
	op.u.core_parking.type = 9;
	CHECK_RC(call(XENPF_core_parking), -XEN_EINVAL);
	memset(&op, 0, sizeof(op));
	CHECK_RC(call(XENPF_change_freq), -XEN_ENOSYS);
}

/* Alone: the original hangs here now and then once a second vCPU runs. */
MG_TEST(plat_sleep_bad, MG_HOSTILE | MG_ALONE, "sleep states that are not")
{
	memset(&op, 0, sizeof(op));
	op.u.enter_acpi_sleep.sleep_state = 0;
	CHECK(call(XENPF_enter_acpi_sleep) < 0, "state 0");
	op.u.enter_acpi_sleep.sleep_state = 99;
	CHECK(call(XENPF_enter_acpi_sleep) < 0, "state 99");
}

MG_TEST(ctl_versions, MG_HOSTILE, "domctl and sysctl refuse other interface versions")
{
	static u32 buf[64];

	buf[0] = 5;	/* getdomaininfo, physinfo: any */
	buf[1] = 0x7777;
	CHECK(hypercall5(__HYPERVISOR_domctl, (unsigned long)buf, 0, 0, 0, 0) < 0, "domctl");
	CHECK(hypercall5(__HYPERVISOR_sysctl, (unsigned long)buf, 0, 0, 0, 0) < 0, "sysctl");
	CHECK(hypercall5(__HYPERVISOR_domctl, MG_HYP_VA, 0, 0, 0, 0) < 0, "domctl");
	CHECK(hypercall5(__HYPERVISOR_sysctl, MG_HYP_VA, 0, 0, 0, 0) < 0, "sysctl");
}
