// SPDX-License-Identifier: GPL-2.0-only
/*
 * What dom0 finds when it starts: start_info, its list of frames, its registers.
 *
 * At the first instruction %rsi points to start_info, %rsp to the top of the
 * stack page, code and stack segments are the flat ones that the ABI fixes, and
 * events are masked. The VGA description, if there is a screen to take over,
 * stands behind start_info in the same page.
 */
#include "boot/dom0_start.h"
#include "boot/dom0_memory.h"
#include "boot/multiboot.h"
#include "cpu/image.h"
#include "cpu/vga.h"
#include "mm/frame.h"
#include <asm/processor-flags.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <xen/interface/xen.h>

#define VGA_INFO_OFFSET	sizeof(struct start_info)

void dom0_write_p2m(const struct dom0_layout *l)
{
	u64 per_frame = HV_PAGE_SIZE / sizeof(u64);

	for (u64 frame = 0; frame < l->p2m_data_frames; frame++) {
		u64 *entry = dom0_virt(l->p2m_pfn + frame);

		for (u64 i = 0; i < per_frame; i++) {
			u64 pfn = frame * per_frame + i;

			entry[i] = pfn < dom0_memory_frames() ? dom0_mfn(pfn).v : INVALID_MFN_VAL;
		}
	}
}

static bool fill_vga(struct dom0_vga_console_info *vga)
{
	const struct boot_framebuffer *fb = &boot_info.framebuffer;

	if (fb->maddr) {
		vga->video_type = boot_info.efi_system_table ? XEN_VGATYPE_EFI_LFB
							     : XEN_VGATYPE_VESA_LFB;
		vga->u.vesa_lfb.width = fb->width;
		vga->u.vesa_lfb.height = fb->height;
		vga->u.vesa_lfb.bytes_per_line = fb->pitch;
		vga->u.vesa_lfb.bits_per_pixel = fb->bits;
		vga->u.vesa_lfb.lfb_base = fb->maddr;
		vga->u.vesa_lfb.ext_lfb_base = fb->maddr >> 32;
		vga->u.vesa_lfb.lfb_size = DIV_ROUND_UP((u64)fb->pitch * fb->height, 65536);
		vga->u.vesa_lfb.red_pos = fb->red_pos;
		vga->u.vesa_lfb.red_size = fb->red_size;
		vga->u.vesa_lfb.green_pos = fb->green_pos;
		vga->u.vesa_lfb.green_size = fb->green_size;
		vga->u.vesa_lfb.blue_pos = fb->blue_pos;
		vga->u.vesa_lfb.blue_size = fb->blue_size;
		return true;
	}
	if (!vga_in_text_mode())
		return false;
	vga->video_type = XEN_VGATYPE_TEXT_MODE_3;
	vga->u.text_mode_3.font_height = 16;
	vga->u.text_mode_3.rows = 25;
	vga->u.text_mode_3.columns = 80;
	vga->u.text_mode_3.cursor_y = 24;
	return true;
}

void dom0_write_start_info(const struct domain *d, const struct dom0_layout *l,
			   const struct elf_kernel *k, const char *line)
{
	struct start_info *si = dom0_virt(l->start_info_pfn);
	bool p2m_apart = k->p2m_base != ELF_NO_ADDRESS;

	memset(si, 0, HV_PAGE_SIZE);
	strscpy(si->magic, "xen-3.0-x86_64", sizeof(si->magic));
	si->nr_pages = dom0_memory_frames();
	si->shared_info = virt_to_maddr(d->shared);
	si->flags = SIF_PRIVILEGED | SIF_INITDOMAIN;
	si->pt_base = dom0_va(k, l->pt_pfn);
	si->nr_pt_frames = l->pt_frames;
	si->mfn_list = p2m_apart ? k->p2m_base : dom0_va(k, l->p2m_pfn);
	if (p2m_apart) {
		si->first_p2m_pfn = l->p2m_pfn;
		si->nr_p2m_frames = l->p2m_frames;
	}
	if (l->initrd_bytes) {
		si->mod_len = l->initrd_bytes;
		si->mod_start = k->mod_start_pfn ? l->initrd_pfn : dom0_va(k, l->initrd_pfn);
		if (k->mod_start_pfn)
			si->flags |= SIF_MOD_START_PFN;
	}
	if (strscpy((char *)si->cmd_line, line, sizeof(si->cmd_line)) < 0)
		printk(LOG_WARN "dom0's command line is cut to %zu characters\n",
		       sizeof(si->cmd_line) - 1);
	if (fill_vga((void *)si + VGA_INFO_OFFSET)) {
		si->console.dom0.info_off = VGA_INFO_OFFSET;
		si->console.dom0.info_size = sizeof(struct dom0_vga_console_info);
	}
}

int dom0_set_registers(struct vcpu *v, const struct dom0_layout *l, const struct elf_kernel *k)
{
	static struct vcpu_guest_context c;

	c.flags = VGCF_IN_KERNEL;
	c.user_regs.rip = k->entry;
	c.user_regs.rsp = dom0_va(k, l->stack_pfn + 1);
	c.user_regs.rsi = dom0_va(k, l->start_info_pfn);
	c.user_regs.rflags = X86_EFLAGS_IF;
	c.user_regs.cs = GUEST_CS64;
	c.user_regs.ss = GUEST_SS;
	c.kernel_ss = GUEST_SS;
	c.kernel_sp = c.user_regs.rsp;
	c.ctrlreg[3] = mfn_to_maddr(dom0_mfn(l->pt_pfn));
	return vcpu_set_context(v, &c);
}
