// SPDX-License-Identifier: GPL-2.0-only
/*
 * GDT and LDT: the descriptor operations of pv_ops.cpu.
 *
 * The processor reads descriptors from memory that the guest must not be able
 * to write, or it could make itself a privileged segment.  So a page that
 * holds descriptors has only read-only mappings, under each of its addresses
 * (its own and that of the linear map), the hypervisor counts it as such, and
 * every change is asked for with the machine address of the entry.
 *
 * The hypervisor brings along the segments of the flat model and ignores task
 * state and LDT descriptors, which a guest cannot load.
 *
 * The three TLS descriptors are the only ones that change often: at each
 * switch between tasks that differ in them.  What the hypervisor stores is not
 * bit for bit what was asked, so the comparison is with a copy of the latter.
 *
 * Before the kernel's own page tables are in use the GDT has only one
 * address, and page tables cannot be searched: the _boot forms.
 */
#include <linux/mm.h>
#include <linux/percpu.h>
#include <linux/pgtable.h>
#include <linux/preempt.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include <xen/interface/xen.h>
#include <xen/page.h>

#include <asm/desc.h>
#include <asm/paravirt.h>
#include <asm/xen/hypercall.h>
#include <asm/xen/hypervisor.h>

#include <trace/events/xen.h>

#include "desc_tables.h"
#include "multicall.h"

#define LDT_PER_PAGE	(PAGE_SIZE / LDT_ENTRY_SIZE)

static DEFINE_PER_CPU(struct desc_struct[GDT_ENTRY_TLS_ENTRIES], tls_told);

/* Segments loaded now could be others than when the queue has been sent. */
static DEFINE_PER_CPU(bool, queued);

/** desc_take_queued() - has a table been changed by something still queued? */
bool desc_take_queued(void)
{
	bool was = this_cpu_read(queued);

	this_cpu_write(queued, false);
	return was;
}

static u64 raw_descriptor(const void *desc)
{
	u64 raw;

	memcpy(&raw, desc, sizeof(raw));
	return raw;
}

/* Not before what is queued: it may be what makes the page a table. */
static void change_now(struct desc_struct *slot, u64 raw)
{
	preempt_disable();
	xen_mc_flush();
	if (HYPERVISOR_update_descriptor(arbitrary_virt_to_machine(slot).maddr,
					 raw))
		BUG();
	preempt_enable();
}

/* GDT -------------------------------------------------------------------- */

static void tell_gdt(unsigned long mfn, const struct desc_ptr *gdt)
{
	if (HYPERVISOR_set_gdt(&mfn, (gdt->size + 1) / sizeof(struct desc_struct)))
		BUG();
}

/* A GDT is one page, from its beginning. */
static void check_gdt(const struct desc_ptr *gdt)
{
	BUG_ON(offset_in_page(gdt->address) || gdt->size >= PAGE_SIZE);
}

/* Per-CPU data may be mapped apart from the linear map. */
static unsigned long protect_gdt(void *gdt)
{
	unsigned long mfn = arbitrary_virt_to_mfn(gdt);

	make_lowmem_page_readonly(gdt);
	make_lowmem_page_readonly(mfn_to_virt(mfn));
	return mfn;
}

/** desc_load_gdt() - make a per-CPU page the GDT of this processor */
void desc_load_gdt(const struct desc_ptr *gdt)
{
	check_gdt(gdt);
	tell_gdt(protect_gdt((void *)gdt->address), gdt);
}

/** desc_load_gdt_boot() - the same on the hypervisor's initial page tables */
void __init desc_load_gdt_boot(const struct desc_ptr *gdt)
{
	unsigned long pfn = virt_to_pfn((void *)gdt->address);

	check_gdt(gdt);
	if (HYPERVISOR_update_va_mapping(gdt->address,
					 pfn_pte(pfn, PAGE_KERNEL_RO), 0))
		BUG();
	tell_gdt(pfn_to_mfn(pfn), gdt);
}

/**
 * desc_gdt_of_new_cpu() - prepare the GDT of a processor to be started
 * @cpu: which
 *
 * Return: machine frame of its GDT.
 */
unsigned long desc_gdt_of_new_cpu(unsigned int cpu)
{
	void *gdt = get_cpu_gdt_rw(cpu);

	BUG_ON(offset_in_page(gdt));
	return protect_gdt(gdt);
}

static bool hypervisors_own(int type)
{
	return type == DESC_TSS || type == DESC_LDT;
}

/** desc_write_gdt() - change one descriptor; pv_ops.cpu.write_gdt_entry */
void desc_write_gdt(struct desc_struct *gdt, int entry, const void *desc,
		    int type)
{
	trace_xen_cpu_write_gdt_entry(gdt, entry, desc, type);
	if (!hypervisors_own(type))
		change_now(&gdt[entry], raw_descriptor(desc));
}

/** desc_write_gdt_boot() - the same, of a table that may not be loaded yet */
void __init desc_write_gdt_boot(struct desc_struct *gdt, int entry,
				const void *desc, int type)
{
	if (hypervisors_own(type))
		return;
	if (HYPERVISOR_update_descriptor(virt_to_machine(&gdt[entry]).maddr,
					 raw_descriptor(desc)))
		memcpy(&gdt[entry], desc, sizeof(*gdt));
}

/**
 * desc_load_tls() - switch the TLS descriptors
 * @thread: of the task switched to
 * @cpu: this processor
 *
 * Context: inside a context switch, which sends what is queued here.
 */
void desc_load_tls(struct thread_struct *thread, unsigned int cpu)
{
	struct desc_struct *told = per_cpu(tls_told, cpu);
	struct desc_struct *gdt = get_cpu_gdt_rw(cpu);
	bool switching = xen_get_lazy_mode() == XEN_LAZY_CPU;
	unsigned long flags;
	int i;

	if (!memcmp(told, thread->tls_array, sizeof(thread->tls_array)))
		return;

	/* The old %fs must not be reloaded from a descriptor that changes. */
	if (switching)
		loadsegment(fs, 0);

	flags = xen_mc_begin();
	this_cpu_write(queued, true);
	for (i = 0; i < GDT_ENTRY_TLS_ENTRIES; i++) {
		struct desc_struct *want = &thread->tls_array[i];
		struct desc_struct *slot = &gdt[GDT_ENTRY_TLS_MIN + i];

		if (raw_descriptor(&told[i]) == raw_descriptor(want))
			continue;
		told[i] = *want;
		MULTI_update_descriptor(xen_mc_entry(),
					arbitrary_virt_to_machine(slot).maddr,
					*want);
	}
	xen_mc_end(flags, XEN_LAZY_CPU);
}

/* LDT -------------------------------------------------------------------- */

/*
 * Change the protection of one page of an LDT under both its addresses.  If
 * it is in vmalloc space, the current page tables may not map it yet; reading
 * it lets the fault handler see to that, and without preemption they stay.
 */
static void protect_ldt_page(void *va, pgprot_t prot)
{
	unsigned int level;
	pte_t *old = lookup_address((unsigned long)va, &level);
	unsigned long pfn;
	void *linear;
	pte_t pte;
	u8 byte;

	BUG_ON(!old);
	pfn = pte_pfn(*old);
	pte = pfn_pte(pfn, prot);
	linear = pfn_to_kaddr(pfn);

	preempt_disable();
	if (copy_from_kernel_nofault(&byte, va, sizeof(byte)) ||
	    HYPERVISOR_update_va_mapping((unsigned long)va, pte, 0))
		BUG();
	if (linear != va &&
	    HYPERVISOR_update_va_mapping((unsigned long)linear, pte, 0))
		BUG();
	preempt_enable();
}

static void protect_ldt(struct desc_struct *ldt, unsigned int entries,
			pgprot_t prot)
{
	unsigned int i;

	for (i = 0; i < entries; i += LDT_PER_PAGE)
		protect_ldt_page(ldt + i, prot);
}

/** desc_alloc_ldt() - memory becomes an LDT: nobody may write it now */
void desc_alloc_ldt(struct desc_struct *ldt, unsigned int entries)
{
	protect_ldt(ldt, entries, PAGE_KERNEL_RO);
}

/** desc_free_ldt() - an LDT becomes memory again */
void desc_free_ldt(struct desc_struct *ldt, unsigned int entries)
{
	protect_ldt(ldt, entries, PAGE_KERNEL);
}

/** desc_set_ldt() - use another LDT on this processor, or none */
void desc_set_ldt(const void *ldt, unsigned int entries)
{
	const struct mmuext_op op = {
		.cmd = MMUEXT_SET_LDT,
		.arg1.linear_addr = (unsigned long)ldt,
		.arg2.nr_ents = entries,
	};
	unsigned long flags;

	trace_xen_cpu_set_ldt(ldt, entries);
	flags = xen_mc_begin();
	this_cpu_write(queued, true);
	xen_mc_mmuext(&op);
	xen_mc_end(flags, XEN_LAZY_CPU);
}

/** desc_write_ldt() - change one descriptor; pv_ops.cpu.write_ldt_entry */
void desc_write_ldt(struct desc_struct *ldt, int entry, const void *desc)
{
	u64 raw = raw_descriptor(desc);

	trace_xen_cpu_write_ldt_entry(ldt, entry, raw);

	change_now(&ldt[entry], raw);
}
