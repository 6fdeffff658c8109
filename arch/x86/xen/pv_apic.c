// SPDX-License-Identifier: GPL-2.0-only
/*
 * An APIC driver without an APIC.
 *
 * The interrupt controllers are the hypervisor's.  The kernel nevertheless
 * wants a driver: for the IDs of processors, to send interrupts between them
 * (ipi.c), and because the initial domain goes through the machine's ACPI
 * tables and looks at the I/O APICs that they name.  Reads are answered with
 * what such code needs; writes should not happen and are reported.
 */
#include <linux/init.h>
#include <linux/smp.h>
#include <linux/topology.h>

#include <xen/interface/physdev.h>
#include <xen/interface/platform.h>
#include <xen/xen.h>

#include <asm/apic.h>
#include <asm/io_apic.h>
#include <asm/x86_init.h>
#include <asm/xen/hypercall.h>

#include "ipi.h"
#include "platform_init.h"

#define INTEGRATED_APIC_VERSION	0x14

/* What an I/O APIC says that the hypervisor does not want to show */
#define IOAPIC_REG_ID		0x00
#define IOAPIC_REG_VERSION	0x01
#define IOAPIC_24_PINS_V20	0x00170020
#define IOAPIC_OTHER		0xfd

static unsigned int ioapic_read(unsigned int apic, unsigned int reg)
{
	struct physdev_apic op = {
		.apic_physbase = mpc_ioapic_addr(apic),
		.reg = reg,
	};

	if (!HYPERVISOR_physdev_op(PHYSDEVOP_apic_read, &op))
		return op.value;

	switch (reg) {
	case IOAPIC_REG_ID:
		return apic << 24;
	case IOAPIC_REG_VERSION:
		return IOAPIC_24_PINS_V20;
	default:
		return IOAPIC_OTHER;
	}
}

/* The initial domain's vCPUs carry the IDs of the machine's processors. */
static u32 this_apicid(void)
{
	unsigned int cpu = smp_processor_id();
	struct xen_platform_op op = {
		.cmd = XENPF_get_cpuinfo,
		.u.pcpu_info.xen_cpuid = cpu,
	};

	if (!xen_initial_domain())
		return cpu ? cpuid_to_apicid[cpu] : 0;
	return HYPERVISOR_platform_op(&op) ? BAD_APICID :
		op.u.pcpu_info.apic_id;
}

static u32 read_register(u32 reg)
{
	switch (reg) {
	case APIC_ID:
		return this_apicid() << 24;
	case APIC_LVR:
		return INTEGRATED_APIC_VERSION;
	default:
		return 0;
	}
}

static void write_register(u32 reg, u32 val)
{
	WARN(reg != APIC_LVTPC, "APIC register %#x is written: %#x\n", reg,
	     val);
}

static void end_of_interrupt(void)
{
	WARN_ONCE(1, "an interrupt that was no event ends\n");
}

static u64 read_icr(void)
{
	return 0;
}

static void write_icr(u32 low, u32 id)
{
	WARN(1, "APIC command %#x for %#x\n", low, id);
}

static u32 id_of_register(u32 val)
{
	return val >> 24;
}

static u32 id_of_cpu(int cpu)
{
	return cpu_present(cpu) ? cpu_data(cpu).topo.apicid : BAD_APICID;
}

static int probe(void)
{
	return xen_pv_domain();
}

static int check_madt(char *oem_id, char *oem_table_id)
{
	return xen_pv_domain();
}

static struct apic apic_xen_pv __ro_after_init = {
	.name = "Xen PV",
	.probe = probe,
	.acpi_madt_oem_check = check_madt,

	.max_apic_id = UINT_MAX,
	.get_apic_id = id_of_register,
	.cpu_present_to_apicid = id_of_cpu,
	.calc_dest_apicid = apic_flat_calc_apicid,
#ifdef CONFIG_SMP
	.send_IPI_self = ipi_native_self,
	.send_IPI_all = ipi_native_all,
	.send_IPI_allbutself = ipi_native_others,
	.send_IPI_mask = ipi_native_mask,
	.send_IPI_mask_allbutself = ipi_native_mask_but_self,
#endif
	.write = write_register,
	.read = read_register,
	.eoi = end_of_interrupt,
	.icr_write = write_icr,
	.icr_read = read_icr,
};

apic_driver(apic_xen_pv);

/** pv_apic_init() - let I/O APICs be read through the hypervisor */
void __init pv_apic_init(void)
{
	x86_apic_ops.io_apic_read = ioapic_read;
}
