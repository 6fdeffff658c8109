// SPDX-License-Identifier: GPL-2.0-only
/*
 * physdev_op: interrupts, port permissions, PCI bookkeeping of dom0.
 */
#include "mg.h"
#include <xen/interface/event_channel.h>
#include <xen/interface/physdev.h>

MG_TEST(phys_bad_pointer, MG_HOSTILE, "every sub-op refuses wild argument pointers")
{
	static const unsigned int cmd[] = {
		PHYSDEVOP_eoi, PHYSDEVOP_irq_status_query, PHYSDEVOP_set_iopl,
		PHYSDEVOP_set_iobitmap, PHYSDEVOP_apic_read, PHYSDEVOP_apic_write,
		PHYSDEVOP_alloc_irq_vector, PHYSDEVOP_map_pirq, PHYSDEVOP_unmap_pirq,
		PHYSDEVOP_manage_pci_add, PHYSDEVOP_manage_pci_remove, PHYSDEVOP_setup_gsi,
		PHYSDEVOP_get_free_pirq, PHYSDEVOP_pci_mmcfg_reserved, PHYSDEVOP_pci_device_add,
		PHYSDEVOP_pci_device_remove, PHYSDEVOP_pirq_eoi_gmfn_v2,
	};
	static const unsigned long wild[] = { 16, MG_NONCANON, MG_HYP_VA };
	unsigned int i, j;

	for (i = 0; i < ARRAY_SIZE(cmd); i++) {
		for (j = 0; j < ARRAY_SIZE(wild); j++)
			CHECK_RC_AT(cmd[i], wild[j], hc_physdev_op(cmd[i], wild[j]),
				    -XEN_EFAULT);
	}
	CHECK_RC(hc_physdev_op(99, wild), -XEN_ENOSYS);
}

MG_TEST(phys_iopl, 0, "set_iopl: 0 to 3, and with 3 the kernel's port I/O does not need a trap")
{
	struct physdev_set_iopl op = { .iopl = 4 };

	CHECK_RC(hc_physdev_op(PHYSDEVOP_set_iopl, &op), -XEN_EINVAL);
	op.iopl = 1;
	CHECK_RC(hc_physdev_op(PHYSDEVOP_set_iopl, &op), 0);
	op.iopl = 0;
	CHECK_RC(hc_physdev_op(PHYSDEVOP_set_iopl, &op), 0);
}

static long port_read(unsigned int port, unsigned int *val)
{
	unsigned int got = 0;
	long vec = GUARD_IO("inb %w[p], %b[v]", GUARD_OUT([v] "+a" (got)), [p] "d" (port));

	*val = got;
	return vec;
}

MG_TEST(phys_ports, 0, "dom0 reads the ports of real devices")
{
	struct physdev_set_iopl op = { .iopl = 1 };
	unsigned int val;

	CHECK_RC(hc_physdev_op(PHYSDEVOP_set_iopl, &op), 0);
	asm volatile("outb %b0, %w1" : : "a" (0x0a), "d" (0x70));
	CHECK(port_read(0x71, &val) == VEC_NONE, "CMOS read raises");
	CHECK((val & 0x7f) == 0x26, "CMOS register A is %x", val);
	op.iopl = 0;
	CHECK_RC(hc_physdev_op(PHYSDEVOP_set_iopl, &op), 0);
}

MG_TEST(phys_port_string, 0, "string port I/O is emulated to own memory, not elsewhere")
{
	struct physdev_set_iopl op = { .iopl = 1 };
	unsigned char buf[4] = { 0 };
	void *to = buf;
	unsigned long n = 2;
	long vec;

	CHECK_RC(hc_physdev_op(PHYSDEVOP_set_iopl, &op), 0);
	asm volatile("outb %b0, %w1" : : "a" (0x0a), "d" (0x70));
	asm volatile("rep insb" : "+D" (to), "+c" (n) : "d" (0x71) : "memory");
	CHECK(n == 0 && to == buf + 2, "count %lu", n);
	to = (void *)MG_HYP_VA;
	n = 1;
	vec = GUARD_IO("rep insb", GUARD_OUT("+D" (to), "+c" (n)), "d" (0x71));
	CHECK(vec == VEC_PF || vec == VEC_GP, "raised %s", mg_vector_name(vec));
	op.iopl = 0;
	CHECK_RC(hc_physdev_op(PHYSDEVOP_set_iopl, &op), 0);
}

static void user_in(unsigned long port)
{
	unsigned int val;

	asm volatile("inb %w1, %b0" : "=a" (val) : "d" (port));
	user_syscall(0x10 + (val & 0));
}

MG_TEST(phys_user_ports, MG_HOSTILE, "user mode has no ports unless the bitmap or IOPL says so")
{
	static u8 bitmap[8192];
	struct physdev_set_iobitmap op = { };
	struct regs r;

	mg_user_run(&r, user_in, 0x71);
	CHECK(r.vector == VEC_GP, "came back by %s", mg_vector_name(r.vector));
	memset(bitmap, 0xff, sizeof(bitmap));
	bitmap[0x71 / 8] &= ~(1 << (0x71 % 8));
	set_xen_guest_handle(op.bitmap, bitmap);
	op.nr_ports = 65536;
	CHECK_RC(hc_physdev_op(PHYSDEVOP_set_iobitmap, &op), 0);
	mg_user_run(&r, user_in, 0x71);
	CHECK(r.vector == VEC_SYSCALL, "came back by %s", mg_vector_name(r.vector));
	mg_user_run(&r, user_in, 0x70);
	CHECK(r.vector == VEC_GP, "came back by %s", mg_vector_name(r.vector));
	op.nr_ports = 65537;
	CHECK_RC(hc_physdev_op(PHYSDEVOP_set_iobitmap, &op), -XEN_EINVAL);
	op.nr_ports = 0;
	CHECK_RC(hc_physdev_op(PHYSDEVOP_set_iobitmap, &op), 0);
	mg_user_run(&r, user_in, 0x71);
	CHECK(r.vector == VEC_GP, "came back by %s", mg_vector_name(r.vector));
}

MG_TEST(phys_pirq, 0, "map a GSI, bind it, query it, unbind, unmap")
{
	struct physdev_map_pirq map = {
		.domid = DOMID_SELF, .type = MAP_PIRQ_TYPE_GSI, .index = 5, .pirq = 5,
	};
	struct physdev_setup_gsi gsi = { .gsi = 5 };
	struct physdev_irq_status_query st = { .irq = 5 };
	struct physdev_unmap_pirq unmap = { .domid = DOMID_SELF, .pirq = 5 };
	struct evtchn_bind_pirq bind = { .pirq = 5 };
	struct physdev_eoi eoi = { .irq = 5 };
	long rc;

	CHECK_RC(hc_physdev_op(PHYSDEVOP_map_pirq, &map), 0);
	CHECK(map.pirq == 5, "pirq %d", map.pirq);
	rc = hc_physdev_op(PHYSDEVOP_setup_gsi, &gsi);
	CHECK(rc == 0 || rc == -XEN_EEXIST, "setup_gsi: %ld", rc);
	CHECK_RC(hc_event_channel_op(EVTCHNOP_bind_pirq, &bind), 0);
	CHECK_RC(hc_event_channel_op(EVTCHNOP_bind_pirq, &bind), -XEN_EEXIST);
	CHECK_RC(hc_physdev_op(PHYSDEVOP_irq_status_query, &st), 0);
	CHECK_RC(hc_physdev_op(PHYSDEVOP_eoi, &eoi), 0);
	CHECK_RC(evtchn_close(bind.port), 0);
	CHECK_RC(hc_physdev_op(PHYSDEVOP_unmap_pirq, &unmap), 0);
	CHECK_RC(hc_physdev_op(PHYSDEVOP_unmap_pirq, &unmap), -XEN_EINVAL);
}

MG_TEST(phys_pirq_bad, MG_HOSTILE, "numbers that do not exist")
{
	static const unsigned int irq[] = { 1024, 65536, 0x7fffffff, 0xffffffff };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(irq); i++) {
		struct physdev_irq_status_query st = { .irq = irq[i] };
		struct physdev_eoi eoi = { .irq = irq[i] };
		struct evtchn_bind_pirq bind = { .pirq = irq[i] };
		struct physdev_map_pirq map = {
			.domid = DOMID_SELF, .type = MAP_PIRQ_TYPE_GSI, .index = irq[i], .pirq = -1,
		};
		struct physdev_unmap_pirq unmap = { .domid = DOMID_SELF, .pirq = irq[i] };

		CHECK_RC(hc_physdev_op(PHYSDEVOP_irq_status_query, &st), -XEN_EINVAL);
		CHECK_RC(hc_physdev_op(PHYSDEVOP_eoi, &eoi), -XEN_EINVAL);
		CHECK_RC(hc_event_channel_op(EVTCHNOP_bind_pirq, &bind), -XEN_EINVAL);
		CHECK_RC(hc_physdev_op(PHYSDEVOP_map_pirq, &map), -XEN_EINVAL);
		CHECK_RC(hc_physdev_op(PHYSDEVOP_unmap_pirq, &unmap), -XEN_EINVAL);
	}
}

MG_TEST(phys_ioapic, 0, "IO-APIC reads by dom0; an unknown one is refused")
{
	struct physdev_apic op = { .apic_physbase = 0xfec00000, .reg = 1 };

	CHECK_RC(hc_physdev_op(PHYSDEVOP_apic_read, &op), 0);
	CHECK((op.value & 0xff) >= 0x11, "version register %x", op.value);
	op.apic_physbase = 0xfee00000;
	CHECK(hc_physdev_op(PHYSDEVOP_apic_read, &op) < 0, "read the local APIC");
	op.apic_physbase = 0x1000;
	CHECK(hc_physdev_op(PHYSDEVOP_apic_read, &op) < 0, "read memory");
	CHECK(hc_physdev_op(PHYSDEVOP_apic_write, &op) < 0, "wrote memory");
}

MG_TEST(phys_eoi_gmfn, MG_ALONE, "the EOI bitmap page: one own page, once")
{
	struct physdev_pirq_eoi_gmfn op = { .gmfn = 0x100 };
	void *page = page_alloc();

	CHECK_RC(hc_physdev_op(PHYSDEVOP_pirq_eoi_gmfn_v2, &op), -XEN_EINVAL);
	op.gmfn = virt_to_mfn(mg_l4());
	CHECK_RC(hc_physdev_op(PHYSDEVOP_pirq_eoi_gmfn_v2, &op), -XEN_EINVAL);
	op.gmfn = virt_to_mfn(page);
	CHECK_RC(hc_physdev_op(PHYSDEVOP_pirq_eoi_gmfn_v2, &op), 0);
	CHECK_RC(hc_physdev_op(PHYSDEVOP_pirq_eoi_gmfn_v2, &op), -XEN_EBUSY);
	REQUIRE_RC(page_set_ro(page), 0);
	CHECK(pt_pin(1, page) < 0, "the page became a table");
}

MG_TEST(phys_pci, 0, "PCI devices are added and removed by address")
{
	struct physdev_pci_device_add add = { .seg = 0, .bus = 0, .devfn = 0 };
	struct physdev_pci_device dev = { .seg = 0, .bus = 0, .devfn = 0 };

	CHECK_RC(hc_physdev_op(PHYSDEVOP_pci_device_add, &add), 0);
	CHECK_RC(hc_physdev_op(PHYSDEVOP_pci_device_remove, &dev), 0);
	add.flags = 0x8;
	CHECK_RC(hc_physdev_op(PHYSDEVOP_pci_device_add, &add), 0);
	CHECK_RC(hc_physdev_op(PHYSDEVOP_pci_device_remove, &dev), 0);
}

MG_TEST(phys_free_pirq, 0, "get_free_pirq hands out distinct numbers")
{
	struct physdev_get_free_pirq a = { .type = MAP_PIRQ_TYPE_GSI }, b = a;
	long rc = hc_physdev_op(PHYSDEVOP_get_free_pirq, &a);

	CHECK(rc == 0, "%ld", rc);
	CHECK_RC(hc_physdev_op(PHYSDEVOP_get_free_pirq, &b), 0);
	CHECK(a.pirq != b.pirq || a.pirq == 0, "both are %u", a.pirq);
}
