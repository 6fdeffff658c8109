// SPDX-License-Identifier: GPL-2.0-only
/*
 * Boot parameters that only the initial domain has.
 *
 * Natively the boot loader and the real-mode part of the kernel ask the BIOS
 * about the screen, the keyboard, and the disks.  The hypervisor's loader has
 * done so before it took over the machine; its answers are fetched here, the
 * screen's from the start-info page, the others by hypercall.  So are the
 * MTRRs, which map memory types of the machine, and hence of a domain whose
 * device memory is mapped one to one.
 */
#include <linux/acpi.h>
#include <linux/edd.h>
#include <linux/pci.h>
#include <linux/processor.h>
#include <linux/screen_info.h>

#include <xen/acpi.h>
#include <xen/interface/platform.h>
#include <xen/interface/xen.h>

#include <asm/mtrr.h>
#include <asm/setup.h>
#include <asm/xen/hypercall.h>
#include <asm/xen/hypervisor.h>

#include "platform_init.h"

static int __init ask_firmware(struct xen_platform_op *op, u32 type, u32 index)
{
	op->cmd = XENPF_firmware_info;
	op->u.firmware_info.type = type;
	op->u.firmware_info.index = index;
	return HYPERVISOR_platform_op(op);
}

/* Screen ------------------------------------------------------------------- */

/* Older hypervisors pass a shorter structure: is @field all there? */
#define passed(size, field) \
	((size) >= offsetofend(struct dom0_vga_console_info, field))

static void __init set_up_text(struct screen_info *screen,
			       const struct dom0_vga_console_info *vga,
			       size_t size)
{
	if (vga->video_type != XEN_VGATYPE_TEXT_MODE_3 ||
	    !passed(size, u.text_mode_3))
		return;
	screen->orig_x = vga->u.text_mode_3.cursor_x;
	screen->orig_y = vga->u.text_mode_3.cursor_y;
	screen->orig_video_cols = vga->u.text_mode_3.columns;
	screen->orig_video_lines = vga->u.text_mode_3.rows;
	screen->orig_video_points = vga->u.text_mode_3.font_height;
}

static void __init set_up_framebuffer(struct screen_info *screen,
				      const struct dom0_vga_console_info *vga,
				      size_t size)
{
	const typeof(vga->u.vesa_lfb) *lfb = &vga->u.vesa_lfb;

	if (!passed(size, u.vesa_lfb.rsvd_size))
		return;

	screen->orig_video_isVGA = vga->video_type == XEN_VGATYPE_EFI_LFB ?
		VIDEO_TYPE_EFI : VIDEO_TYPE_VLFB;
	screen->lfb_base = lfb->lfb_base;
	screen->lfb_size = lfb->lfb_size;
	screen->lfb_linelength = lfb->bytes_per_line;
	screen->lfb_depth = lfb->bits_per_pixel;
	screen->lfb_height = lfb->height;
	screen->lfb_width = lfb->width;

	screen->blue_pos = lfb->blue_pos;
	screen->blue_size = lfb->blue_size;
	screen->green_pos = lfb->green_pos;
	screen->green_size = lfb->green_size;
	screen->red_pos = lfb->red_pos;
	screen->red_size = lfb->red_size;
	screen->rsvd_pos = lfb->rsvd_pos;
	screen->rsvd_size = lfb->rsvd_size;

	if (passed(size, u.vesa_lfb.ext_lfb_base) && lfb->ext_lfb_base) {
		screen->capabilities |= VIDEO_CAPABILITY_64BIT_BASE;
		screen->ext_lfb_base = lfb->ext_lfb_base;
	}
	if (vga->video_type == XEN_VGATYPE_VESA_LFB &&
	    passed(size, u.vesa_lfb.mode_attrs))
		screen->vesa_attributes = lfb->mode_attrs;
}

/* Where nothing is known, it is the 80x25 text of a VGA after reset. */
static void __init set_up_screen(void)
{
	const struct dom0_vga_console_info *vga = (void *)xen_start_info +
		xen_start_info->console.dom0.info_off;
	size_t size = xen_start_info->console.dom0.info_size;
	struct screen_info *screen = &boot_params.screen_info;

	*screen = (struct screen_info){
		.orig_video_isVGA = VIDEO_TYPE_VGAC,
		.orig_video_mode = 3,
		.orig_video_cols = 80,
		.orig_video_lines = 25,
		.orig_video_points = 16,
		.orig_video_ega_bx = 3,
		.orig_y = 24,
	};
	if (!passed(size, video_type))
		return;
	if (vga->video_type == XEN_VGATYPE_VESA_LFB ||
	    vga->video_type == XEN_VGATYPE_EFI_LFB)
		set_up_framebuffer(screen, vga, size);
	else
		set_up_text(screen, vga, size);
}

/* Disks ---------------------------------------------------------------------- */

static bool __init ask_disk(struct edd_info *edd, u32 index)
{
	struct xen_platform_op op = { };
	typeof(op.u.firmware_info.u.disk_info) *disk =
		&op.u.firmware_info.u.disk_info;

	edd->params.length = sizeof(edd->params);
	set_xen_guest_handle(disk->edd_params, &edd->params);
	if (ask_firmware(&op, XEN_FW_DISK_INFO, index))
		return false;

	edd->version = disk->version;
	edd->device = disk->device;
	edd->interface_support = disk->interface_support;
	edd->legacy_sectors_per_track = disk->legacy_sectors_per_track;
	edd->legacy_max_cylinder = disk->legacy_max_cylinder;
	edd->legacy_max_head = disk->legacy_max_head;
	return true;
}

static void __init ask_disks(void)
{
	struct xen_platform_op op = { };
	unsigned int nr;

	for (nr = 0; nr < EDDMAXNR; nr++)
		if (!ask_disk(&boot_params.eddbuf[nr], nr))
			break;
	boot_params.eddbuf_entries = nr;

	for (nr = 0; nr < EDD_MBR_SIG_MAX; nr++) {
		if (ask_firmware(&op, XEN_FW_DISK_MBR_SIGNATURE, nr))
			break;
		boot_params.edd_mbr_sig_buffer[nr] =
			op.u.firmware_info.u.disk_mbr_signature.mbr_signature;
	}
	boot_params.edd_mbr_sig_buf_entries = nr;
}

/* All together --------------------------------------------------------------- */

/** dom0_boot_params() - fill in boot_params, and what else is the machine's */
void __init dom0_boot_params(void)
{
	struct xen_platform_op op = { };

	set_up_screen();
	/* The space of the screen information is also a guest's console. */
	xen_start_info->console.domU.evtchn = 0;
	xen_start_info->console.domU.mfn = 0;

	if (!ask_firmware(&op, XEN_FW_KBD_SHIFT_FLAGS, 0))
		boot_params.kbd_status =
			op.u.firmware_info.u.kbd_shift_flags;
	if (IS_ENABLED(CONFIG_EDD))
		ask_disks();

	pci_request_acs();
	xen_acpi_sleep_register();
	/* Who handles corrected memory errors is the hypervisor's decision. */
	acpi_disable_cmcff = 1;
}

#ifdef CONFIG_MTRR
static u64 __init physical_mask(void)
{
	unsigned int bits = 36;

	if (cpuid_eax(0x80000000) >= 0x80000008)
		bits = cpuid_eax(0x80000008) & 0xff;
	return GENMASK_ULL(bits - 1, 0);
}

static bool __init ask_mtrr(struct mtrr_var_range *range, u32 reg)
{
	struct xen_platform_op op = {
		.cmd = XENPF_read_memtype,
		.u.read_memtype.reg = reg,
	};
	u64 base, mask;

	if (HYPERVISOR_platform_op(&op))
		return false;

	base = PFN_PHYS((u64)op.u.read_memtype.mfn);
	mask = -PFN_PHYS((u64)op.u.read_memtype.nr_mfns) & physical_mask();
	if (mask)
		mask |= MTRR_PHYSMASK_V;
	*range = (struct mtrr_var_range){
		.base_lo = lower_32_bits(base) | op.u.read_memtype.type,
		.base_hi = upper_32_bits(base),
		.mask_lo = lower_32_bits(mask),
		.mask_hi = upper_32_bits(mask),
	};
	return true;
}

/** dom0_boot_mtrr() - show the machine's memory types, if they can be had */
void __init dom0_boot_mtrr(void)
{
	static struct mtrr_var_range ranges[MTRR_MAX_VAR_RANGES] __initdata;
	unsigned int nr = 0;

	while (nr < ARRAY_SIZE(ranges) && ask_mtrr(&ranges[nr], nr))
		nr++;
	if (nr)
		guest_force_mtrr_state(ranges, nr, MTRR_TYPE_UNCACHABLE);
}
#else
void __init dom0_boot_mtrr(void)
{
}
#endif
