// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reading and writing the memory of the running guest at its own addresses.
 *
 * An address from a guest is used as it is, with the guest's page tables in
 * force, after one check: it must not lie in the hypervisor's range and must be
 * canonical. So the processor decides what the guest may read and write, with the
 * guest's own permissions (its pages are user pages; CR0.WP is on), and nothing
 * has to be looked up. A page that is not there is an answer, not an accident: the
 * access is in the exception table and becomes -EFAULT.
 *
 * Between uaccess_open() and uaccess_close() the hypervisor can reach user pages
 * (SMAP is suspended), and nowhere else; no function is called in between.
 *
 * A guest may have changed an entry from read-only to writable, or from
 * absent to present, without a flush: then the processor faults on what its TLB
 * remembers though the tables allow the access. hv_page_fault() looks at the tables
 * and lets the access be tried again. Since the guest can change its tables as
 * fast as we look, retries of one address are limited.
 *
 * Small sizes in whole words, which is what hypercall arguments are, go word by
 * word: a string instruction costs more than it moves. The sizes of the hottest
 * calls are known when they are compiled (guest_copy.h).
 *
 * Lock: none. These accesses may fault, so no scheduler lock is held.
 */
#include "mm/guest_copy.h"
#include "mm/guest_pt.h"
#include "mm/tlb.h"
#include "mm/vtlb.h"
#include "cpu/printk.h"
#include "cpu/uaccess.h"
#include "cpu/upcalls.h"
#include "cpu/pcpu.h"

#define WORDS_MAX	8			/* above: string instructions */
#define RETRIES_MAX	16

#define PF_PRESENT	1
#define PF_WRITE	2
#define PF_RESERVED	8

bool uaccess_smap;

static DEFINE_PCPU(struct { unsigned long gva; unsigned int nr; }, retries);

static int read_words(u64 *dst, const u64 *src, unsigned int nr)
{
	int failed = 0;

	for (unsigned int i = 0; i < nr && !failed; i++)
		failed = uaccess_load(&dst[i], &src[i]);
	return failed;
}

static int write_words(u64 *dst, const u64 *src, unsigned int nr)
{
	int failed = 0;

	for (unsigned int i = 0; i < nr && !failed; i++)
		failed = uaccess_store(&dst[i], src[i]);
	return failed;
}

int guest_read_bytes(void *dst, unsigned long gva, size_t bytes)
{
	size_t failed;

	if (unlikely(!guest_range_ok(gva, bytes)))
		return -EFAULT;
	uaccess_open();
	if (!(bytes & 7) && bytes <= WORDS_MAX * 8)
		failed = read_words(dst, (const u64 *)gva, bytes / 8);
	else
		failed = uaccess_copy(dst, (const void *)gva, bytes);
	uaccess_close();
	return likely(!failed) ? 0 : -EFAULT;
}

int guest_write_bytes(unsigned long gva, const void *src, size_t bytes)
{
	size_t failed;

	if (unlikely(!guest_range_ok(gva, bytes)))
		return -EFAULT;
	uaccess_open();
	if (!(bytes & 7) && bytes <= WORDS_MAX * 8)
		failed = write_words((u64 *)gva, src, bytes / 8);
	else
		failed = uaccess_copy((void *)gva, src, bytes);
	uaccess_close();
	return likely(!failed) ? 0 : -EFAULT;
}

static __always_inline int read_fixed(void *dst, unsigned long gva, const unsigned int nr)
{
	int failed;

	if (unlikely(!guest_range_ok(gva, nr * sizeof(u64))))
		return -EFAULT;
	uaccess_open();
	failed = uaccess_words(dst, (const void *)gva, nr);
	uaccess_close();
	return likely(!failed) ? 0 : -EFAULT;
}

int guest_read_1(void *dst, unsigned long gva)
{
	return read_fixed(dst, gva, 1);
}

int guest_read_2(void *dst, unsigned long gva)
{
	return read_fixed(dst, gva, 2);
}

int guest_read_3(void *dst, unsigned long gva)
{
	return read_fixed(dst, gva, 3);
}

int guest_read_8(void *dst, unsigned long gva)
{
	return read_fixed(dst, gva, 8);
}

int guest_write_1(unsigned long gva, const void *src)
{
	int failed;

	if (unlikely(!guest_range_ok(gva, sizeof(u64))))
		return -EFAULT;
	uaccess_open();
	failed = uaccess_words((void *)gva, src, 1);
	uaccess_close();
	return likely(!failed) ? 0 : -EFAULT;
}

int guest_clear(unsigned long gva, size_t bytes)
{
	size_t failed;

	if (unlikely(!guest_range_ok(gva, bytes)))
		return -EFAULT;
	uaccess_open();
	failed = uaccess_clear((void *)gva, bytes);
	uaccess_close();
	return likely(!failed) ? 0 : -EFAULT;
}

/* Bytes up to the end of the page that @gva is in, @bytes at most. */
static size_t page_part(unsigned long gva, size_t bytes)
{
	size_t part = HV_PAGE_SIZE - (gva & ~HV_PAGE_MASK);

	return part < bytes ? part : bytes;
}

int guest_read_string(char *dst, unsigned long gva, size_t size)
{
	size_t done = 0;

	while (done < size) {
		size_t part = page_part(gva + done, size - done);
		int err = guest_read(dst + done, gva + done, part);

		if (err)
			return err;
		for (size_t end = done + part; done < end; done++)
			if (!dst[done])
				return 0;
	}
	if (size)
		dst[size - 1] = '\0';
	return 0;
}

unsigned int guest_fetch(void *dst, unsigned long rip, unsigned int bytes)
{
	unsigned int done = 0;

	if (likely(bytes == 16 && !guest_read_2(dst, rip)))
		return bytes;
	while (done < bytes) {
		size_t part = page_part(rip + done, bytes - done);

		if (guest_read((u8 *)dst + done, rip + done, part))
			break;
		done += part;
	}
	return done;
}

/* Do the tables in force allow a guest this access to @gva? */
static bool tables_allow(unsigned long gva, bool write)
{
	u64 need = PTE_P | PTE_US | (write ? PTE_RW : 0);
	mfn_t mfn = tlb_current_root();

	for (int shift = 39; shift >= HV_PAGE_SHIFT; shift -= 9) {
		u64 entry;

		if (!mfn_is_ram(mfn))
			return false;
		entry = READ_ONCE(((u64 *)mfn_to_virt(mfn))[gva >> shift & 511]);
		if ((entry & need) != need)
			return false;
		mfn = pte_mfn(entry);
	}
	return true;
}

static bool retry_allowed(unsigned long gva)
{
	if (this_var(retries).gva != gva) {
		this_var(retries).gva = gva;
		this_var(retries).nr = 0;
	}
	return this_var(retries).nr++ < RETRIES_MAX;
}

bool hv_page_fault(struct cpu_regs *regs, unsigned long cr2)
{
	unsigned long go_on;

	/* Logging writes: what the processor walks is filled by faults, ours as well. */
	if (unlikely(this_pcpu()->vtlb) && vtlb_fill(this_pcpu()->vtlb, cr2, &regs->error_code))
		return true;
	go_on = ex_table_find(regs->rip);
	if (!go_on || !guest_range_ok(cr2, 1))
		return false;
	if (!(regs->error_code & PF_RESERVED) &&
	    tables_allow(cr2, regs->error_code & PF_WRITE) && retry_allowed(cr2)) {
		tlb_flush_page_local(cr2);
		return true;
	}
	this_var(retries).nr = 0;
	regs->rip = go_on;
	return true;
}
