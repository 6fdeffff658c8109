/* SPDX-License-Identifier: MIT */
/*
 * Layouts of what a guest kernel passes to the hypervisor or shares with it.
 * Compile-time only; see abi_check.h for the form of a line.
 */
#ifndef _XEN_INTERFACE_ABI_CHECK_GUEST_H
#define _XEN_INTERFACE_ABI_CHECK_GUEST_H

#include <xen/interface/abi_check.h>
#include <xen/interface/callback.h>
#include <xen/interface/event_channel.h>
#include <xen/interface/grant_table.h>
#include <xen/interface/hvm/dm_op.h>
#include <xen/interface/hvm/hvm_op.h>
#include <xen/interface/hvm/hvm_vcpu.h>
#include <xen/interface/hvm/ioreq.h>
#include <xen/interface/hvm/start_info.h>
#include <xen/interface/memory.h>
#include <xen/interface/nmi.h>
#include <xen/interface/physdev.h>
#include <xen/interface/platform.h>
#include <xen/interface/sched.h>
#include <xen/interface/vcpu.h>
#include <xen/interface/version.h>
#include <xen/interface/xen-mca.h>
#include <xen/interface/xen.h>
#include <xen/interface/xenpmu.h>

/* asm/xen/interface.h */
ABI_LAYOUT(struct trap_info, 16, vector, 0, flags, 1, cs, 2, address, 8);
ABI_LAYOUT(struct arch_shared_info, 48, max_pfn, 0,
	   pfn_to_mfn_frame_list_list, 8, nmi_reason, 16, p2m_cr3, 24,
	   p2m_vaddr, 32, p2m_generation, 40);
ABI_LAYOUT(struct arch_vcpu_info, 16, cr2, 0, pad, 8);
ABI_LAYOUT(struct iret_context, 72, rax, 0, r11, 8, rcx, 16, flags, 24, rip, 32,
	   cs, 40, rflags, 48, rsp, 56, ss, 64);
ABI_LAYOUT(struct cpu_user_regs, 200, r15, 0, r14, 8, r13, 16, r12, 24, rbp, 32,
	   rbx, 40, r11, 48, r10, 56, r9, 64, r8, 72, rax, 80, rcx, 88, rdx, 96,
	   rsi, 104, rdi, 112, error_code, 120, entry_vector, 124, rip, 128,
	   cs, 136, _pad0, 138, saved_upcall_mask, 140, _pad1, 141, rflags, 144,
	   rsp, 152, ss, 160, _pad2, 162, es, 168, _pad3, 170, ds, 176,
	   _pad4, 178, fs, 184, _pad5, 186, gs, 192, _pad6, 194);
ABI_LAYOUT(struct vcpu_guest_context, 5168, fpu_ctxt, 0, flags, 512,
	   user_regs, 520, trap_ctxt, 720, ldt_base, 4816, ldt_ents, 4824,
	   gdt_frames, 4832, gdt_ents, 4960, kernel_ss, 4968, kernel_sp, 4976,
	   ctrlreg, 4984, debugreg, 5048, event_callback_eip, 5112,
	   failsafe_callback_eip, 5120, syscall_callback_eip, 5128,
	   vm_assist, 5136, fs_base, 5144, gs_base_kernel, 5152,
	   gs_base_user, 5160);
ABI_LAYOUT(struct pvclock_vcpu_time_info, 32, version, 0, pad0, 4,
	   tsc_timestamp, 8, system_time, 16, tsc_to_system_mul, 24,
	   tsc_shift, 28, flags, 29, pad, 30);
ABI_LAYOUT(struct pvclock_wall_clock, 12, version, 0, sec, 4, nsec, 8);
ABI_LAYOUT(struct xen_pmu_amd_ctxt, 8, counters, 0, ctrls, 4, regs, 8);
ABI_LAYOUT(struct xen_pmu_intel_ctxt, 64, fixed_counters, 0, arch_counters, 4,
	   global_ctrl, 8, global_ovf_ctrl, 16, global_status, 24,
	   fixed_ctrl, 32, ds_area, 40, pebs_enable, 48, debugctl, 56,
	   regs, 64);
ABI_LAYOUT(struct xen_pmu_cntr_pair, 16, counter, 0, control, 8);
ABI_LAYOUT(struct xen_pmu_regs, 32, ip, 0, sp, 8, flags, 16, cs, 24, ss, 26,
	   cpl, 28, pad, 29);
ABI_LAYOUT(struct xen_pmu_arch, 208, r, 0, pmu_flags, 64, l, 72, c, 80);

/* xen.h */
ABI_LAYOUT(struct mmuext_op, 24, cmd, 0, arg1, 8, arg2, 16);
ABI_LAYOUT(struct mmu_update, 16, ptr, 0, val, 8);
ABI_LAYOUT(struct multicall_entry, 64, op, 0, result, 8, args, 16);
ABI_LAYOUT(struct vcpu_time_info, 32, version, 0, pad0, 4, tsc_timestamp, 8,
	   system_time, 16, tsc_to_system_mul, 24, tsc_shift, 28, flags, 29,
	   pad1, 30);
ABI_LAYOUT(struct vcpu_info, 64, evtchn_upcall_pending, 0,
	   evtchn_upcall_mask, 1, evtchn_pending_sel, 8, arch, 16, time, 32);
ABI_LAYOUT(struct shared_info, 3136, vcpu_info, 0, evtchn_pending, 2048,
	   evtchn_mask, 2560, wc, 3072, wc_sec_hi, 3084, arch, 3088);
ABI_LAYOUT(struct start_info, 1168, magic, 0, nr_pages, 32, shared_info, 40,
	   flags, 48, store_mfn, 56, store_evtchn, 64, console, 72,
	   console.domU.mfn, 72, console.domU.evtchn, 80,
	   console.dom0.info_off, 72, console.dom0.info_size, 76, pt_base, 88,
	   nr_pt_frames, 96, mfn_list, 104, mod_start, 112, mod_len, 120,
	   cmd_line, 128, first_p2m_pfn, 1152, nr_p2m_frames, 1160);
ABI_LAYOUT(struct xen_multiboot_mod_list, 16, mod_start, 0, mod_end, 4,
	   cmdline, 8, pad, 12);
ABI_LAYOUT(struct dom0_vga_console_info, 40, video_type, 0, u, 4,
	   u.text_mode_3.font_height, 4, u.text_mode_3.cursor_x, 6,
	   u.text_mode_3.cursor_y, 8, u.text_mode_3.rows, 10,
	   u.text_mode_3.columns, 12, u.vesa_lfb.width, 4, u.vesa_lfb.height, 6,
	   u.vesa_lfb.bytes_per_line, 8, u.vesa_lfb.bits_per_pixel, 10,
	   u.vesa_lfb.lfb_base, 12, u.vesa_lfb.lfb_size, 16,
	   u.vesa_lfb.red_pos, 20, u.vesa_lfb.red_size, 21,
	   u.vesa_lfb.green_pos, 22, u.vesa_lfb.green_size, 23,
	   u.vesa_lfb.blue_pos, 24, u.vesa_lfb.blue_size, 25,
	   u.vesa_lfb.rsvd_pos, 26, u.vesa_lfb.rsvd_size, 27,
	   u.vesa_lfb.gbl_caps, 28, u.vesa_lfb.mode_attrs, 32,
	   u.vesa_lfb.pad, 34, u.vesa_lfb.ext_lfb_base, 36);

/* callback.h */
ABI_LAYOUT(struct callback_register, 16, type, 0, flags, 2, address, 8);
ABI_LAYOUT(struct callback_unregister, 4, type, 0, _unused, 2);

/* event_channel.h */
ABI_LAYOUT(struct evtchn_alloc_unbound, 8, dom, 0, remote_dom, 2, port, 4);
ABI_LAYOUT(struct evtchn_bind_interdomain, 12, remote_dom, 0, remote_port, 4,
	   local_port, 8);
ABI_LAYOUT(struct evtchn_bind_virq, 12, virq, 0, vcpu, 4, port, 8);
ABI_LAYOUT(struct evtchn_bind_pirq, 12, pirq, 0, flags, 4, port, 8);
ABI_LAYOUT(struct evtchn_bind_ipi, 8, vcpu, 0, port, 4);
ABI_LAYOUT(struct evtchn_close, 4, port, 0);
ABI_LAYOUT(struct evtchn_send, 4, port, 0);
ABI_LAYOUT(struct evtchn_status, 24, dom, 0, port, 4, status, 8, vcpu, 12,
	   u, 16, u.unbound.dom, 16, u.interdomain.dom, 16,
	   u.interdomain.port, 20);
ABI_LAYOUT(struct evtchn_bind_vcpu, 8, port, 0, vcpu, 4);
ABI_LAYOUT(struct evtchn_unmask, 4, port, 0);
ABI_LAYOUT(struct evtchn_reset, 2, dom, 0);
ABI_LAYOUT(struct evtchn_init_control, 24, control_gfn, 0, offset, 8, vcpu, 12,
	   link_bits, 16, _pad, 17);
ABI_LAYOUT(struct evtchn_expand_array, 8, array_gfn, 0);
ABI_LAYOUT(struct evtchn_set_priority, 8, port, 0, priority, 4);
ABI_LAYOUT(struct evtchn_op, 28, cmd, 0, u, 4);
ABI_LAYOUT(struct evtchn_fifo_control_block, 72, ready, 0, _rsvd, 4, head, 8);

/* grant_table.h */
ABI_LAYOUT(struct grant_entry_v1, 8, flags, 0, domid, 2, frame, 4);
ABI_LAYOUT(struct grant_entry_header, 4, flags, 0, domid, 2);
ABI_LAYOUT(union grant_entry_v2, 16, full_page.hdr, 0, full_page.pad0, 4,
	   full_page.frame, 8, sub_page.hdr, 0, sub_page.page_off, 4,
	   sub_page.length, 6, sub_page.frame, 8, transitive.hdr, 0,
	   transitive.trans_domid, 4, transitive.pad0, 6, transitive.gref, 8);
ABI_LAYOUT(struct gnttab_map_grant_ref, 32, host_addr, 0, flags, 8, ref, 12,
	   dom, 16, status, 18, handle, 20, dev_bus_addr, 24);
ABI_LAYOUT(struct gnttab_unmap_grant_ref, 24, host_addr, 0, dev_bus_addr, 8,
	   handle, 16, status, 20);
ABI_LAYOUT(struct gnttab_setup_table, 24, dom, 0, nr_frames, 4, status, 8,
	   frame_list, 16);
ABI_LAYOUT(struct gnttab_dump_table, 4, dom, 0, status, 2);
ABI_LAYOUT(struct gnttab_transfer, 24, mfn, 0, domid, 8, ref, 12, status, 16);
ABI_LAYOUT(struct gnttab_copy, 40, source, 0, dest, 16, len, 32, flags, 34,
	   status, 36);
ABI_LAYOUT(struct gnttab_copy_ptr, 16, u, 0, domid, 8, offset, 10);
ABI_LAYOUT(struct gnttab_query_size, 16, dom, 0, nr_frames, 4, max_nr_frames, 8,
	   status, 12);
ABI_LAYOUT(struct gnttab_unmap_and_replace, 24, host_addr, 0, new_addr, 8,
	   handle, 16, status, 20);
ABI_LAYOUT(struct gnttab_set_version, 4, version, 0);
ABI_LAYOUT(struct gnttab_get_status_frames, 16, nr_frames, 0, dom, 4, status, 6,
	   frame_list, 8);
ABI_LAYOUT(struct gnttab_get_version, 8, dom, 0, pad, 2, version, 4);
ABI_LAYOUT(struct gnttab_swap_grant_ref, 12, ref_a, 0, ref_b, 4, status, 8);
ABI_LAYOUT(struct gnttab_cache_flush, 16, a, 0, offset, 8, length, 10, op, 12);

/* memory.h */
ABI_LAYOUT(struct xen_memory_reservation, 32, extent_start, 0, nr_extents, 8,
	   extent_order, 16, address_bits, 20, domid, 24);
ABI_LAYOUT(struct xen_memory_exchange, 72, in, 0, out, 32, nr_exchanged, 64);
ABI_LAYOUT(struct xen_memory_domain, 2, domid, 0);
ABI_LAYOUT(struct xen_machphys_mfn_list, 24, max_extents, 0, extent_start, 8,
	   nr_extents, 16);
ABI_LAYOUT(struct xen_machphys_mapping, 24, v_start, 0, v_end, 8, max_mfn, 16);
ABI_LAYOUT(struct xen_add_to_physmap, 24, domid, 0, size, 2, space, 4, idx, 8,
	   gpfn, 16);
ABI_LAYOUT(struct xen_add_to_physmap_range, 32, domid, 0, space, 2, size, 4,
	   foreign_domid, 6, idxs, 8, gpfns, 16, errs, 24);
ABI_LAYOUT(struct xen_memory_map, 16, nr_entries, 0, buffer, 8);
ABI_LAYOUT(struct xen_foreign_memory_map, 24, domid, 0, map, 8);
ABI_LAYOUT(struct xen_remove_from_physmap, 16, domid, 0, gpfn, 8);
ABI_LAYOUT(struct xen_mem_acquire_resource, 32, domid, 0, type, 2, id, 4,
	   nr_frames, 8, flags, 12, frame, 16, frame_list, 24);
ABI_LAYOUT(struct xen_vmemrange, 24, start, 0, end, 8, flags, 16, nid, 20);
ABI_LAYOUT(struct xen_vnuma_topology_info, 40, domid, 0, pad, 2, nr_vnodes, 4,
	   nr_vcpus, 8, nr_vmemranges, 12, vdistance, 16, vcpu_to_vnode, 24,
	   vmemrange, 32);

/* nmi.h */
ABI_LAYOUT(struct xennmi_callback, 16, handler_address, 0, pad, 8);

/* physdev.h */
ABI_LAYOUT(struct physdev_eoi, 4, irq, 0);
ABI_LAYOUT(struct physdev_pirq_eoi_gmfn, 8, gmfn, 0);
ABI_LAYOUT(struct physdev_irq_status_query, 8, irq, 0, flags, 4);
ABI_LAYOUT(struct physdev_set_iopl, 4, iopl, 0);
ABI_LAYOUT(struct physdev_set_iobitmap, 16, bitmap, 0, nr_ports, 8);
ABI_LAYOUT(struct physdev_apic, 16, apic_physbase, 0, reg, 8, value, 12);
ABI_LAYOUT(struct physdev_irq, 8, irq, 0, vector, 4);
ABI_LAYOUT(struct physdev_map_pirq, 40, domid, 0, type, 4, index, 8, pirq, 12,
	   bus, 16, devfn, 20, entry_nr, 24, table_base, 32);
ABI_LAYOUT(struct physdev_unmap_pirq, 8, domid, 0, pirq, 4);
ABI_LAYOUT(struct physdev_manage_pci, 2, bus, 0, devfn, 1);
ABI_LAYOUT(struct physdev_restore_msi, 2, bus, 0, devfn, 1);
ABI_LAYOUT(struct physdev_manage_pci_ext, 16, bus, 0, devfn, 1, is_extfn, 4,
	   is_virtfn, 8, physfn, 12, physfn.bus, 12, physfn.devfn, 13);
ABI_LAYOUT(struct physdev_op, 24, cmd, 0, u, 8);
ABI_LAYOUT(struct physdev_setup_gsi, 8, gsi, 0, triggering, 4, polarity, 5);
ABI_LAYOUT(struct physdev_nr_pirqs, 4, nr_pirqs, 0);
ABI_LAYOUT(struct physdev_get_free_pirq, 8, type, 0, pirq, 4);
ABI_LAYOUT(struct physdev_pci_mmcfg_reserved, 16, address, 0, segment, 8,
	   start_bus, 10, end_bus, 11, flags, 12);
ABI_LAYOUT(struct physdev_pci_device_add, 12, seg, 0, bus, 2, devfn, 3,
	   flags, 4, physfn, 8, physfn.bus, 8, physfn.devfn, 9, optarr, 12);
ABI_LAYOUT(struct physdev_pci_device, 4, seg, 0, bus, 2, devfn, 3);
ABI_LAYOUT(struct pci_device_reset, 8, dev, 0, flags, 4);
ABI_LAYOUT(struct physdev_dbgp_op, 6, op, 0, bus, 1, u, 2);

/* platform.h */
ABI_LAYOUT(struct xenpf_settime32, 16, secs, 0, nsecs, 4, system_time, 8);
ABI_LAYOUT(struct xenpf_settime64, 24, secs, 0, nsecs, 8, mbz, 12,
	   system_time, 16);
ABI_LAYOUT(struct xenpf_add_memtype, 32, mfn, 0, nr_mfns, 8, type, 16,
	   handle, 20, reg, 24);
ABI_LAYOUT(struct xenpf_del_memtype, 8, handle, 0, reg, 4);
ABI_LAYOUT(struct xenpf_read_memtype, 32, reg, 0, mfn, 8, nr_mfns, 16,
	   type, 24);
ABI_LAYOUT(struct xenpf_microcode_update, 16, data, 0, length, 8);
ABI_LAYOUT(struct xenpf_platform_quirk, 4, quirk_id, 0);
ABI_LAYOUT(struct xenpf_efi_runtime_call, 56, function, 0, misc, 4, status, 8,
	   u, 16, u.get_time.time, 16, u.get_time.resolution, 32,
	   u.get_time.accuracy, 36, u.get_variable.name, 16,
	   u.get_variable.size, 24, u.get_variable.data, 32,
	   u.get_variable.vendor_guid, 40, u.set_variable.name, 16,
	   u.set_variable.size, 24, u.set_variable.data, 32,
	   u.set_variable.vendor_guid, 40, u.get_next_variable_name.size, 16,
	   u.get_next_variable_name.name, 24,
	   u.get_next_variable_name.vendor_guid, 32,
	   u.query_variable_info.attr, 16,
	   u.query_variable_info.max_store_size, 24,
	   u.query_variable_info.remain_store_size, 32,
	   u.query_variable_info.max_size, 40,
	   u.query_capsule_capabilities.capsule_header_array, 16,
	   u.query_capsule_capabilities.capsule_count, 24,
	   u.query_capsule_capabilities.max_capsule_size, 32,
	   u.query_capsule_capabilities.reset_type, 40,
	   u.update_capsule.capsule_header_array, 16,
	   u.update_capsule.capsule_count, 24, u.update_capsule.sg_list, 32);
ABI_LAYOUT(struct xenpf_efi_time, 16, year, 0, month, 2, day, 3, hour, 4,
	   min, 5, sec, 6, ns, 8, tz, 12, daylight, 14);
ABI_LAYOUT(struct xenpf_efi_guid, 16, data1, 0, data2, 4, data3, 6, data4, 8);
ABI_LAYOUT(struct xenpf_firmware_info, 40, type, 0, index, 4, u, 8,
	   u.disk_info.device, 8, u.disk_info.version, 9,
	   u.disk_info.interface_support, 10,
	   u.disk_info.legacy_max_cylinder, 12, u.disk_info.legacy_max_head, 14,
	   u.disk_info.legacy_sectors_per_track, 15, u.disk_info.edd_params, 16,
	   u.disk_mbr_signature.device, 8,
	   u.disk_mbr_signature.mbr_signature, 12,
	   u.vbeddc_info.capabilities, 8, u.vbeddc_info.edid_transfer_time, 9,
	   u.vbeddc_info.edid, 16);
ABI_LAYOUT(union xenpf_efi_info, 32, cfg.addr, 0, cfg.nent, 8,
	   vendor.revision, 0, vendor.bufsz, 4, vendor.name, 8, mem.addr, 0,
	   mem.size, 8, mem.attr, 16, mem.type, 24);
ABI_LAYOUT(struct xenpf_enter_acpi_sleep, 12, val_a, 0, val_b, 2,
	   sleep_state, 4, flags, 8);
ABI_LAYOUT(struct xenpf_change_freq, 16, flags, 0, cpu, 4, freq, 8);
ABI_LAYOUT(struct xenpf_getidletime, 32, cpumap_bitmap, 0, cpumap_nr_cpus, 8,
	   idletime, 16, now, 24);
ABI_LAYOUT(struct xen_power_register, 24, space_id, 0, bit_width, 4,
	   bit_offset, 8, access_size, 12, address, 16);
ABI_LAYOUT(struct xen_processor_csd, 12, domain, 0, coord_type, 4, num, 8);
ABI_LAYOUT(struct xen_processor_cx, 48, reg, 0, type, 24, latency, 28,
	   power, 32, dpcnt, 36, dp, 40);
ABI_SIZE(struct xen_processor_flags, 4);
ABI_LAYOUT(struct xen_processor_power, 16, count, 0, flags, 4, states, 8);
ABI_LAYOUT(struct xen_pct_register, 16, descriptor, 0, length, 2, space_id, 4,
	   bit_width, 5, bit_offset, 6, reserved, 7, address, 8);
ABI_LAYOUT(struct xen_processor_px, 48, core_frequency, 0, power, 8,
	   transition_latency, 16, bus_master_latency, 24, control, 32,
	   status, 40);
ABI_LAYOUT(struct xen_psd_package, 40, num_entries, 0, revision, 8, domain, 16,
	   coord_type, 24, num_processors, 32);
ABI_LAYOUT(struct xen_processor_performance, 104, flags, 0, platform_limit, 4,
	   control_register, 8, status_register, 24, state_count, 40,
	   states, 48, domain_info, 56, shared_type, 96);
ABI_LAYOUT(struct xenpf_set_processor_pminfo, 112, id, 0, type, 4);
ABI_LAYOUT(struct xenpf_pcpuinfo, 20, xen_cpuid, 0, max_present, 4, flags, 8,
	   apic_id, 12, acpi_id, 16);
ABI_LAYOUT(struct xenpf_pcpu_version, 32, xen_cpuid, 0, max_present, 4,
	   vendor_id, 8, family, 20, model, 24, stepping, 28);
ABI_LAYOUT(struct xenpf_cpu_ol, 4, cpuid, 0);
ABI_LAYOUT(struct xenpf_cpu_hotadd, 12, apic_id, 0, acpi_id, 4, pxm, 8);
ABI_LAYOUT(struct xenpf_mem_hotadd, 24, spfn, 0, epfn, 8, pxm, 16, flags, 20);
ABI_LAYOUT(struct xenpf_core_parking, 8, type, 0, idle_nums, 4);
ABI_LAYOUT(struct xenpf_resource_entry, 24, u, 0, rsvd, 4, idx, 8, val, 16);
ABI_LAYOUT(struct xenpf_resource_op, 16, nr_entries, 0, cpu, 4, entries, 8);
ABI_LAYOUT(struct xenpf_symdata, 32, namelen, 0, symnum, 4, name, 8,
	   address, 16, type, 24);
ABI_LAYOUT(struct xen_platform_op, 136, cmd, 0, interface_version, 4, u, 8);

/* sched.h */
ABI_LAYOUT(struct sched_shutdown, 4, reason, 0);
ABI_LAYOUT(struct sched_poll, 24, ports, 0, nr_ports, 8, timeout, 16);
ABI_LAYOUT(struct sched_remote_shutdown, 8, domain_id, 0, reason, 4);
ABI_LAYOUT(struct sched_watchdog, 8, id, 0, timeout, 4);
ABI_LAYOUT(struct sched_pin_override, 4, pcpu, 0);

/* vcpu.h */
ABI_LAYOUT(struct vcpu_runstate_info, 48, state, 0, state_entry_time, 8,
	   time, 16);
ABI_LAYOUT(struct vcpu_register_runstate_memory_area, 8, addr, 0);
ABI_LAYOUT(struct vcpu_set_periodic_timer, 8, period_ns, 0);
ABI_LAYOUT(struct vcpu_set_singleshot_timer, 16, timeout_abs_ns, 0, flags, 8);
ABI_LAYOUT(struct vcpu_register_vcpu_info, 16, mfn, 0, offset, 8, rsvd, 12);
ABI_LAYOUT(struct vcpu_get_physid, 8, phys_id, 0);
ABI_LAYOUT(struct vcpu_register_time_memory_area, 8, addr, 0);

/* version.h */
ABI_LAYOUT(struct xen_extraversion, 16, extraversion, 0);
ABI_LAYOUT(struct xen_compile_info, 144, compiler, 0, compile_by, 64,
	   compile_domain, 80, compile_date, 112);
ABI_LAYOUT(struct xen_capabilities_info, 1024, info, 0);
ABI_LAYOUT(struct xen_changeset_info, 64, info, 0);
ABI_LAYOUT(struct xen_platform_parameters, 8, virt_start, 0);
ABI_LAYOUT(struct xen_feature_info, 8, submap_idx, 0, submap, 4);
ABI_LAYOUT(struct xen_commandline, 1024, buf, 0);
ABI_LAYOUT(struct xen_build_id, 4, len, 0, buf, 4);

/* xen-mca.h */
ABI_LAYOUT(struct mcinfo_common, 4, type, 0, size, 2);
ABI_LAYOUT(struct mcinfo_global, 32, common, 0, mc_domid, 4, mc_vcpuid, 6,
	   mc_socketid, 8, mc_coreid, 12, mc_core_threadid, 14, mc_apicid, 16,
	   mc_flags, 20, mc_gstatus, 24);
ABI_LAYOUT(struct mcinfo_bank, 48, common, 0, mc_bank, 4, mc_domid, 6,
	   mc_status, 8, mc_addr, 16, mc_misc, 24, mc_ctrl2, 32, mc_tsc, 40);
ABI_LAYOUT(struct mcinfo_msr, 16, reg, 0, value, 8);
ABI_LAYOUT(struct mcinfo_extended, 520, common, 0, mc_msrs, 4, mc_msr, 8);
ABI_LAYOUT(struct page_offline_action, 16, mfn, 0, status, 8);
ABI_LAYOUT(struct cpu_offline_action, 8, mc_socketid, 0, mc_coreid, 4,
	   mc_core_threadid, 6);
ABI_LAYOUT(struct mcinfo_recovery, 24, common, 0, mc_bank, 4, action_flags, 6,
	   action_types, 7, action_info, 8);
ABI_LAYOUT(struct mc_info, 768, mi_nentries, 0, flags, 4, mi_data, 8);
ABI_LAYOUT(struct mcinfo_logical_cpu, 304, mc_cpunr, 0, mc_chipid, 4,
	   mc_coreid, 8, mc_threadid, 10, mc_apicid, 12, mc_clusterid, 16,
	   mc_ncores, 20, mc_ncores_active, 24, mc_nthreads, 28,
	   mc_cpuid_level, 32, mc_family, 36, mc_vendor, 40, mc_model, 44,
	   mc_step, 48, mc_vendorid, 52, mc_brandid, 68, mc_cpu_caps, 132,
	   mc_cache_size, 160, mc_cache_alignment, 164, mc_nmsrvals, 168,
	   mc_msrvalues, 176);
ABI_LAYOUT(struct xen_mc_fetch, 24, flags, 0, _pad0, 4, fetch_id, 8, data, 16);
ABI_LAYOUT(struct xen_mc_notifydomain, 8, mc_domid, 0, mc_vcpuid, 2, flags, 4);
ABI_LAYOUT(struct xen_mc_physcpuinfo, 16, ncpus, 0, _pad0, 4, info, 8);
ABI_LAYOUT(struct xen_mc_msrinject, 144, mcinj_cpunr, 0, mcinj_flags, 4,
	   mcinj_count, 8, mcinj_domid, 12, _pad0, 14, mcinj_msr, 16);
ABI_LAYOUT(struct xen_mc_mceinject, 4, mceinj_cpunr, 0);
ABI_LAYOUT(struct xen_mc_inject_v2, 24, flags, 0, cpumap, 8, cpumap_nr_bits, 16);
ABI_LAYOUT(struct xen_mc, 152, cmd, 0, interface_version, 4, u, 8);
ABI_LAYOUT(struct xen_mce, 112, status, 0, misc, 8, addr, 16, mcgstatus, 24,
	   ip, 32, tsc, 40, time, 48, cpuvendor, 56, inject_flags, 57, pad, 58,
	   cpuid, 60, cs, 64, bank, 65, cpu, 66, finished, 67, extcpu, 68,
	   socketid, 72, apicid, 76, mcgcap, 80, synd, 88, ipid, 96, ppin, 104);
ABI_LAYOUT(struct xen_mce_log, 3616, signature, 0, len, 12, next, 16, flags, 20,
	   recordlen, 24, entry, 32);

/* xenpmu.h */
ABI_LAYOUT(struct xen_pmu_params, 24, version, 0, version.maj, 0,
	   version.min, 4, val, 8, vcpu, 16, pad, 20);
ABI_LAYOUT(struct xen_pmu_data, 224, vcpu_id, 0, pcpu_id, 4, domain_id, 8,
	   pad, 10, pmu, 16);

/* hvm/dm_op.h */
ABI_LAYOUT(struct xen_dm_op_buf, 16, h, 0, size, 8);

/* hvm/hvm_op.h */
ABI_LAYOUT(struct xen_hvm_param, 16, domid, 0, index, 4, value, 8);
ABI_LAYOUT(struct xen_hvm_pagetable_dying, 16, domid, 0, gpa, 8);
ABI_LAYOUT(struct xen_hvm_get_time, 8, now, 0);
ABI_LAYOUT(struct xen_hvm_get_mem_type, 16, domid, 0, mem_type, 2, pad, 4,
	   pfn, 8);
ABI_LAYOUT(struct xen_hvm_evtchn_upcall_vector, 8, vcpu, 0, vector, 4);

/* hvm/hvm_vcpu.h */
ABI_LAYOUT(struct vcpu_hvm_x86_32, 120, eax, 0, ecx, 4, edx, 8, ebx, 12,
	   esp, 16, ebp, 20, esi, 24, edi, 28, eip, 32, eflags, 36, cr0, 40,
	   cr3, 44, cr4, 48, pad1, 52, efer, 56, cs_base, 64, ds_base, 68,
	   ss_base, 72, es_base, 76, tr_base, 80, cs_limit, 84, ds_limit, 88,
	   ss_limit, 92, es_limit, 96, tr_limit, 100, cs_ar, 104, ds_ar, 106,
	   ss_ar, 108, es_ar, 110, tr_ar, 112, pad2, 114);
ABI_LAYOUT(struct vcpu_hvm_x86_64, 112, rax, 0, rcx, 8, rdx, 16, rbx, 24,
	   rsp, 32, rbp, 40, rsi, 48, rdi, 56, rip, 64, rflags, 72, cr0, 80,
	   cr3, 88, cr4, 96, efer, 104);
ABI_LAYOUT(struct vcpu_hvm_context, 128, mode, 0, pad, 4, cpu_regs, 8);

/* hvm/ioreq.h */
ABI_LAYOUT(struct ioreq, 32, addr, 0, data, 8, count, 16, size, 20,
	   vp_eport, 24, _pad0, 28, type, 31);

/* hvm/start_info.h */
ABI_LAYOUT(struct hvm_start_info, 56, magic, 0, version, 4, flags, 8,
	   nr_modules, 12, modlist_paddr, 16, cmdline_paddr, 24, rsdp_paddr, 32,
	   memmap_paddr, 40, memmap_entries, 48, reserved, 52);
ABI_LAYOUT(struct hvm_modlist_entry, 32, paddr, 0, size, 8, cmdline_paddr, 16,
	   reserved, 24);
ABI_LAYOUT(struct hvm_memmap_table_entry, 24, addr, 0, size, 8, type, 16,
	   reserved, 20);

#endif /* _XEN_INTERFACE_ABI_CHECK_GUEST_H */
