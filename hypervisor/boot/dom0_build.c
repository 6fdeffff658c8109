// SPDX-License-Identifier: GPL-2.0-only
/*
 * Making dom0.
 *
 * Memory is the scarce thing here: kernel and initrd exist twice for a while,
 * packed or where the loader put them and in dom0's memory. So the order is
 *
 *	dom0's first frames, kernel copied; the unpacked file's memory given back
 *	the initrd's frames, initrd copied; all modules' memory given back
 *	all other frames of dom0
 *
 * How much that will be must be known before, because the list of frames is among
 * the first: what is free now and what will be given back, less the reserve.
 *
 * Whatever goes wrong is the administrator's to mend, so every refusal is one
 * sentence on the console.
 */
#include "boot/dom0_build.h"
#include "boot/dom0_memory.h"
#include "boot/dom0_options.h"
#include "boot/dom0_start.h"
#include "boot/dom0_tables.h"
#include "boot/kernel_image.h"
#include "boot/multiboot.h"
#include "abi/hypercall_page.h"
#include "core/guest_time.h"
#include "cpu/printk.h"
#include "mm/boot_mem.h"
#include "mm/page_alloc.h"
#include <linux/kernel.h>

#define DOM0_MAX_PORT	131071		/* what FIFO event channels can number */

static struct kernel_image image;

void dom0_open_kernel(void)
{
	const struct boot_module *m = &boot_info.module[0];
	const char *problem;

	if (!boot_info.nr_modules)
		panic("No dom0 kernel: give a Linux kernel as first module, its initrd as second");
	problem = kernel_image_open(&image, m->start, m->size);
	if (problem)
		panic("The dom0 kernel (first module, %llu bytes) cannot be used: %s",
		      m->size, problem);
	printk("dom0 kernel: %s %s, %llu KiB, entry %llx\n",
	       image.elf.guest_os[0] ? image.elf.guest_os : "unnamed", image.elf.guest_version,
	       (image.elf.phys_end - image.elf.phys_start) >> 10, image.elf.entry);
	if (boot_info.nr_modules > 2)
		printk(LOG_WARN "Modules after the second are ignored (%u)\n",
		       boot_info.nr_modules - 2);
}

static struct domain *create_domain(void)
{
	struct domain_config config = {
		.max_vcpus = dom0_vcpus(cpuset_weight(READ_ONCE(cpus_online)), HV_MAX_VCPUS),
		.max_evtchn_port = DOM0_MAX_PORT,
		.max_grant_frames = -1,
		.max_maptrack_frames = -1,
		.grant_version = 2,
		.privileged = true,
	};
	struct domain *d;
	int err;

	err = domain_create(0, &config, &d);
	if (err)
		panic("dom0 cannot be created (error %d)", err);
	for (u32 id = 0; id < config.max_vcpus; id++) {
		if (!vcpu_create(d, id))
			panic("dom0's vCPU %u cannot be created: too little memory", id);
	}
	dom0_permit(d);
	return d;
}

/* What the allocator has, and what will come back to it */
static u64 available_frames(void)
{
	u64 bytes = image.unpacked_bytes;

	for (unsigned int i = 0; i < boot_info.nr_modules; i++)
		bytes += boot_info.module[i].size & HV_PAGE_MASK;
	return page_alloc_free() + (bytes >> HV_PAGE_SHIFT);
}

static void plan(struct domain *d, struct dom0_layout *l)
{
	u64 available = available_frames(), limit;
	const char *problem;

	l->nr_pages = dom0_mem_frames(&dom0_mem_option, available, &limit);
	l->initrd_bytes = boot_info.nr_modules > 1 ? boot_info.module[1].size : 0;
	problem = dom0_layout_plan(l, &image.elf);
	if (problem)
		panic("dom0 cannot be built in %llu MiB of %llu: %s",
		      l->nr_pages >> 8, available >> 8, problem);
	d->mm.max_pages = max(limit, l->nr_pages);
}

static void put_segment(u64 phys, const void *data, u64 bytes, u64 mem_bytes)
{
	dom0_put(phys, data, bytes);	/* the rest is clear already */
}

static void grow(struct domain *d, u64 total, bool clear)
{
	if (!dom0_memory_grow(d, total, clear))
		panic("dom0 needs %llu MiB for kernel and initrd, %llu are free: add memory",
		      total >> 8, dom0_memory_frames() >> 8);
}

static void load(struct domain *d, const struct dom0_layout *l)
{
	const struct boot_module *initrd = &boot_info.module[1];

	grow(d, l->mapped_pages, true);
	elf_kernel_load(&image.elf, put_segment);
	if (image.elf.hypercall_page != ELF_NO_ADDRESS)
		hypercall_page_fill(dom0_virt((image.elf.hypercall_page - image.elf.virt_base) >>
					      HV_PAGE_SHIFT));
	kernel_image_close(&image);

	grow(d, l->used_pages, true);
	if (l->initrd_bytes)
		dom0_put(l->initrd_pfn << HV_PAGE_SHIFT, maddr_to_virt(initrd->start),
			 initrd->size);
	for (unsigned int i = 0; i < boot_info.nr_modules; i++) {
		const struct boot_module *m = &boot_info.module[i];

		boot_mem_release(m->start, m->start + m->size);
	}
}

void dom0_build(void)
{
	static struct dom0_layout layout;
	struct domain *d = create_domain();
	int err;

	plan(d, &layout);
	load(d, &layout);
	if (!dom0_memory_grow(d, layout.nr_pages, false))
		printk(LOG_WARN "dom0 gets %llu MiB, not %llu: memory is in too many pieces\n",
		       dom0_memory_frames() >> 8, layout.nr_pages >> 8);

	dom0_write_p2m(&layout);
	dom0_write_start_info(d, &layout, &image.elf, boot_info.module[0].line);
	err = dom0_tables_build(d, &layout, &image.elf);
	if (!err)
		err = dom0_set_registers(d->vcpu[0], &layout, &image.elf);
	if (err)
		panic("dom0's first page tables were refused (error %d): this is a bug", err);

	guest_time_update_wallclock(d);
	printk("dom0: %u vCPUs, %llu MiB at once", d->nr_vcpus, dom0_memory_frames() >> 8);
	if (layout.initrd_bytes)
		printk(", initrd %llu KiB", layout.initrd_bytes >> 10);
	printk("\n");
	clear_bit(VPF_DOWN, &d->vcpu[0]->pause_flags);
	domain_unpause_by_controller(d);
}
