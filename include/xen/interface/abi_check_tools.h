/* SPDX-License-Identifier: MIT */
/*
 * Layouts of control operations.
 * Compile-time only; see abi_check.h for the form of a line.
 */
#ifndef _XEN_INTERFACE_ABI_CHECK_TOOLS_H
#define _XEN_INTERFACE_ABI_CHECK_TOOLS_H

#include <xen/interface/abi_check.h>
#include <xen/interface/ctl_common.h>
#include <xen/interface/domctl.h>
#include <xen/interface/domctl_device.h>
#include <xen/interface/domctl_domain.h>
#include <xen/interface/domctl_monitor.h>
#include <xen/interface/domctl_vcpu.h>
#include <xen/interface/hypfs.h>
#include <xen/interface/kexec.h>
#include <xen/interface/memory_tools.h>
#include <xen/interface/sysctl.h>
#include <xen/interface/sysctl_livepatch.h>
#include <xen/interface/sysctl_pm.h>
#include <xen/interface/sysctl_sched.h>
#include <xen/interface/sysctl_topology.h>
#include <xen/interface/xentrace.h>

/* ctl_common.h */
ABI_LAYOUT(struct xenctl_bitmap, 16, bitmap, 0, nr_bits, 8);
ABI_LAYOUT(struct xen_arch_domainconfig, 8, emulation_flags, 0, misc_flags, 4);
ABI_LAYOUT(struct xen_cpuid_leaf, 24, leaf, 0, subleaf, 4, a, 8, b, 12, c, 16,
	   d, 20);
ABI_LAYOUT(struct xen_msr_entry, 16, idx, 0, flags, 4, val, 8);
ABI_LAYOUT(struct hvm_vmce_vcpu, 32, caps, 0, mci_ctl2_bank0, 8,
	   mci_ctl2_bank1, 16, mcg_ext_ctl, 24);

/* domctl.h */
ABI_LAYOUT(struct xen_domctl, 144, cmd, 0, interface_version, 4, domain, 8,
	   _pad, 10, u, 16);

/* domctl_device.h */
ABI_LAYOUT(struct xen_domctl_irq_permission, 8, pirq, 0, allow_access, 4,
	   pad, 5);
ABI_LAYOUT(struct xen_domctl_iomem_permission, 24, first_mfn, 0, nr_mfns, 8,
	   allow_access, 16);
ABI_LAYOUT(struct xen_domctl_ioport_permission, 12, first_port, 0, nr_ports, 4,
	   allow_access, 8);
ABI_LAYOUT(struct xen_domctl_assign_device, 24, dev, 0, flags, 4, u, 8,
	   u.pci.machine_sbdf, 8, u.dt.size, 8, u.dt.path, 16);
ABI_LAYOUT(struct xen_domctl_get_device_group, 24, machine_sbdf, 0,
	   max_sdevs, 4, num_sdevs, 8, sdev_array, 16);
ABI_LAYOUT(struct xen_domctl_bind_pt_irq, 24, machine_irq, 0, irq_type, 4, u, 8,
	   u.isa.isa_irq, 8, u.pci.bus, 8, u.pci.device, 9, u.pci.intx, 10,
	   u.msi.gvec, 8, u.msi.gflags, 12, u.msi.gtable, 16, u.spi.spi, 8);
ABI_LAYOUT(struct xen_domctl_memory_mapping, 32, first_gfn, 0, first_mfn, 8,
	   nr_mfns, 16, add_mapping, 24, padding, 28);
ABI_LAYOUT(struct xen_domctl_ioport_mapping, 16, first_gport, 0, first_mport, 4,
	   nr_ports, 8, add_mapping, 12);

/* domctl_domain.h */
ABI_LAYOUT(struct xen_domctl_createdomain, 64, ssidref, 0, handle, 4, flags, 20,
	   iommu_opts, 24, max_vcpus, 28, max_evtchn_port, 32,
	   max_grant_frames, 36, max_maptrack_frames, 40, grant_opts, 44,
	   vmtrace_size, 48, cpupool_id, 52, arch, 56);
ABI_LAYOUT(struct xen_domctl_getdomaininfo, 112, domain, 0, pad1, 2, flags, 4,
	   tot_pages, 8, max_pages, 16, outstanding_pages, 24, shr_pages, 32,
	   paged_pages, 40, shared_info_frame, 48, cpu_time, 56,
	   nr_online_vcpus, 64, max_vcpu_id, 68, ssidref, 72, handle, 76,
	   cpupool, 92, gpaddr_bits, 96, pad2, 97, arch_config, 104);
ABI_LAYOUT(struct xen_domctl_getpageframeinfo3, 16, num, 0, array, 8);
ABI_LAYOUT(struct xen_domctl_shadow_op_stats, 8, fault_count, 0,
	   dirty_count, 4);
ABI_LAYOUT(struct xen_domctl_shadow_op, 40, op, 0, mode, 4, mb, 8,
	   dirty_bitmap, 16, pages, 24, stats, 32);
ABI_LAYOUT(struct xen_domctl_max_mem, 8, max_memkb, 0);
ABI_LAYOUT(struct xen_domctl_nodeaffinity, 16, nodemap, 0);
ABI_LAYOUT(struct xen_domctl_max_vcpus, 4, max, 0);
ABI_LAYOUT(struct xen_domctl_setdomainhandle, 16, handle, 0);
ABI_LAYOUT(struct xen_domctl_setdebugging, 1, enable, 0);
ABI_LAYOUT(struct xen_domctl_hypercall_init, 8, gmfn, 0);
ABI_LAYOUT(struct xen_domctl_settimeoffset, 8, time_offset_seconds, 0);
ABI_LAYOUT(struct xen_domctl_hvmcontext, 16, size, 0, buffer, 8);
ABI_LAYOUT(struct xen_domctl_address_size, 4, size, 0);
ABI_LAYOUT(struct xen_domctl_set_target, 2, target, 0);
ABI_LAYOUT(struct xen_domctl_cpu_policy, 40, nr_leaves, 0, nr_msrs, 4,
	   leaves, 8, msrs, 16, err_leaf, 24, err_subleaf, 28, err_msr, 32);
ABI_LAYOUT(struct xen_domctl_hvmcontext_partial, 24, type, 0, instance, 4,
	   bufsz, 8, buffer, 16);
ABI_LAYOUT(struct xen_domctl_tsc_info, 24, tsc_mode, 0, gtsc_khz, 4,
	   incarnation, 8, pad, 12, elapsed_nsec, 16);
ABI_LAYOUT(struct xen_domctl_set_virq_handler, 4, virq, 0);
ABI_LAYOUT(struct xen_domctl_set_broken_page_p2m, 8, pfn, 0);
ABI_LAYOUT(struct xen_domctl_cacheflush, 16, start_pfn, 0, nr_pfns, 8);
ABI_LAYOUT(struct xen_domctl_paging_mempool, 8, size, 0);
ABI_LAYOUT(struct xen_domctl_vnuma, 48, nr_vnodes, 0, nr_vmemranges, 4,
	   nr_vcpus, 8, pad, 12, vdistance, 16, vcpu_to_vnode, 24,
	   vnode_to_pnode, 32, vmemrange, 40);

/* domctl_monitor.h */
ABI_LAYOUT(struct xen_domctl_subscribe, 4, port, 0);
ABI_LAYOUT(struct xen_domctl_debug_op, 8, op, 0, vcpu, 4);
ABI_LAYOUT(struct xen_domctl_gdbsx_memio, 40, pgd3val, 0, gva, 8, uva, 16,
	   len, 24, gwr, 28, remain, 32);
ABI_LAYOUT(struct xen_domctl_gdbsx_pauseunp_vcpu, 4, vcpu, 0);
ABI_LAYOUT(struct xen_domctl_gdbsx_domstatus, 12, paused, 0, vcpu_id, 4,
	   vcpu_ev, 8);
ABI_LAYOUT(struct xen_domctl_vm_event_op, 12, op, 0, mode, 4, u, 8,
	   u.enable.port, 8);
ABI_LAYOUT(struct xen_domctl_mem_sharing_op, 2, op, 0, u, 1);
ABI_LAYOUT(struct xen_domctl_audit_p2m, 24, orphans, 0, m2p_bad, 8,
	   p2m_bad, 16);
ABI_LAYOUT(struct xen_domctl_set_access_required, 1, access_required, 0);
ABI_LAYOUT(struct xen_domctl_psr_cmt_op, 8, cmd, 0, data, 4);
ABI_LAYOUT(struct xen_domctl_monitor_op, 24, op, 0, event, 4, u, 8,
	   u.mov_to_cr.index, 8, u.mov_to_cr.sync, 9,
	   u.mov_to_cr.onchangeonly, 10, u.mov_to_cr.pad1, 11,
	   u.mov_to_cr.pad2, 12, u.mov_to_cr.bitmask, 16, u.mov_to_msr.msr, 8,
	   u.mov_to_msr.onchangeonly, 12, u.guest_request.sync, 8,
	   u.guest_request.allow_userspace, 9, u.debug_exception.sync, 8,
	   u.vmexit.sync, 8);
ABI_LAYOUT(struct xen_domctl_psr_alloc, 16, cmd, 0, target, 4, data, 8);
ABI_LAYOUT(struct xen_domctl_vuart_op, 24, cmd, 0, type, 4, gfn, 8,
	   console_domid, 16, pad, 18, evtchn, 20);
ABI_LAYOUT(struct xen_domctl_vmtrace_op, 24, cmd, 0, vcpu, 4, key, 8,
	   value, 16);

/* domctl_vcpu.h */
ABI_LAYOUT(struct xen_domctl_vcpucontext, 16, vcpu, 0, ctxt, 8);
ABI_LAYOUT(struct xen_domctl_getvcpuinfo, 24, vcpu, 0, online, 4, blocked, 5,
	   running, 6, cpu_time, 8, cpu, 16);
ABI_LAYOUT(struct xen_domctl_vcpuaffinity, 40, vcpu, 0, flags, 4,
	   cpumap_hard, 8, cpumap_soft, 24);
ABI_LAYOUT(struct xen_domctl_sched_credit, 4, weight, 0, cap, 2);
ABI_LAYOUT(struct xen_domctl_sched_credit2, 4, weight, 0, cap, 2);
ABI_LAYOUT(struct xen_domctl_sched_rtds, 12, period, 0, budget, 4, flags, 8);
ABI_LAYOUT(struct xen_domctl_schedparam_vcpu, 16, u, 0, vcpuid, 12);
ABI_LAYOUT(struct xen_domctl_scheduler_op, 24, sched_id, 0, cmd, 4, u, 8,
	   u.v.vcpus, 8, u.v.nr_vcpus, 16, u.v.padding, 20);
ABI_LAYOUT(struct xen_domctl_sendtrigger, 8, trigger, 0, vcpu, 4);
ABI_LAYOUT(struct xen_domctl_ext_vcpucontext, 64, vcpu, 0, size, 4,
	   syscall32_callback_eip, 8, sysenter_callback_eip, 16,
	   syscall32_callback_cs, 24, sysenter_callback_cs, 26,
	   syscall32_disables_events, 28, sysenter_disables_events, 29);
ABI_LAYOUT(struct xen_domctl_vcpuextstate, 32, vcpu, 0, xfeature_mask, 8,
	   size, 16, buffer, 24);
ABI_LAYOUT(struct xen_domctl_vcpu_msr, 16, index, 0, reserved, 4, value, 8);
ABI_LAYOUT(struct xen_domctl_vcpu_msrs, 16, vcpu, 0, msr_count, 4, msrs, 8);

/* hypfs.h */
ABI_LAYOUT(struct xen_hypfs_direntry, 12, type, 0, encoding, 1, pad, 2,
	   content_len, 4, max_write_len, 8);
ABI_LAYOUT(struct xen_hypfs_dirlistentry, 16, e, 0, off_next, 12, name, 14);

/* kexec.h */
ABI_LAYOUT(struct xen_kexec_image, 152, page_list, 0, indirection_page, 136,
	   start_address, 144);
ABI_LAYOUT(struct xen_kexec_exec, 4, type, 0);
ABI_LAYOUT(struct xen_kexec_load_v1, 160, type, 0, image, 8);
ABI_LAYOUT(struct xen_kexec_range, 24, range, 0, nr, 4, size, 8, start, 16);
ABI_LAYOUT(struct xen_kexec_segment, 32, buf, 0, buf_size, 8, dest_maddr, 16,
	   dest_size, 24);
ABI_LAYOUT(struct xen_kexec_load, 24, type, 0, _pad, 1, arch, 2, nr_segments, 4,
	   segments, 8, entry_maddr, 16);
ABI_LAYOUT(struct xen_kexec_unload, 1, type, 0);
ABI_LAYOUT(struct xen_kexec_status, 1, type, 0);

/* memory_tools.h */
ABI_LAYOUT(struct xen_pod_target, 40, target_pages, 0, tot_pages, 8,
	   pod_cache_pages, 16, pod_entries, 24, domid, 32);
ABI_LAYOUT(struct xen_mem_paging_op, 24, op, 0, domain, 2, buffer, 8, gfn, 16);
ABI_LAYOUT(struct xen_mem_access_op, 32, op, 0, access, 1, domid, 2, nr, 4,
	   pfn, 8, pfn_list, 16, access_list, 24);
ABI_LAYOUT(struct xen_mem_sharing_op, 48, op, 0, domain, 2, u, 8);
ABI_LAYOUT(struct mem_sharing_op_nominate, 16, u, 0, handle, 8);
ABI_LAYOUT(struct mem_sharing_op_share, 40, source_gfn, 0, source_handle, 8,
	   client_gfn, 16, client_handle, 24, client_domain, 32);
ABI_LAYOUT(struct mem_sharing_op_range, 32, first_gfn, 0, last_gfn, 8,
	   opaque, 16, client_domain, 24, _pad, 26);
ABI_LAYOUT(struct mem_sharing_op_debug, 8, u, 0);
ABI_LAYOUT(struct mem_sharing_op_fork, 8, parent_domain, 0, flags, 2, pad, 4);
ABI_LAYOUT(struct xen_reserved_device_memory, 16, start_pfn, 0, nr_pages, 8);
ABI_LAYOUT(struct xen_reserved_device_memory_map, 24, flags, 0, nr_entries, 4,
	   buffer, 8, dev, 16);

/* sysctl.h */
ABI_LAYOUT(struct xen_sysctl_readconsole, 24, clear, 0, incremental, 1, pad0, 2,
	   pad1, 3, index, 4, buffer, 8, count, 16);
ABI_LAYOUT(struct xen_sysctl_tbuf_op, 48, cmd, 0, cpu_mask, 8, evt_mask, 24,
	   buffer_mfn, 32, size, 40);
ABI_LAYOUT(struct xen_sysctl_perfc_desc, 84, name, 0, nr_vals, 80);
ABI_LAYOUT(struct xen_sysctl_perfc_op, 32, cmd, 0, nr_counters, 4, nr_vals, 8,
	   desc, 16, val, 24);
ABI_LAYOUT(struct xen_sysctl_getdomaininfolist, 24, first_domain, 0,
	   max_domains, 4, buffer, 8, num_domains, 16);
ABI_LAYOUT(struct xen_sysctl_debug_keys, 16, keys, 0, nr_keys, 8);
ABI_LAYOUT(struct xen_sysctl_page_offline_op, 24, cmd, 0, start, 4, end, 8,
	   status, 16);
ABI_LAYOUT(struct xen_sysctl_lockprof_data, 80, name, 0, type, 40, idx, 44,
	   lock_cnt, 48, block_cnt, 56, lock_time, 64, block_time, 72);
ABI_LAYOUT(struct xen_sysctl_lockprof_op, 32, cmd, 0, max_elem, 4, nr_elem, 8,
	   time, 16, data, 24);
ABI_LAYOUT(struct xen_sysctl_coverage_op, 16, cmd, 0, size, 4, buffer, 8);
ABI_LAYOUT(struct xen_sysctl_psr_cmt_op, 16, cmd, 0, flags, 4, u, 8,
	   u.l3_cache.cpu, 8, u.l3_cache.rsvd, 12);
ABI_LAYOUT(struct xen_sysctl_psr_alloc, 20, cmd, 0, target, 4, u, 8,
	   u.cat_info.cbm_len, 8, u.cat_info.cos_max, 12, u.cat_info.flags, 16,
	   u.mba_info.thrtl_max, 8, u.mba_info.cos_max, 12,
	   u.mba_info.flags, 16);
ABI_LAYOUT(struct xen_sysctl, 136, cmd, 0, interface_version, 4, u, 8);

/* sysctl_livepatch.h */
ABI_LAYOUT(struct xen_livepatch_name, 16, name, 0, size, 8, pad, 10);
ABI_LAYOUT(struct xen_sysctl_livepatch_upload, 32, name, 0, size, 16,
	   payload, 24);
ABI_LAYOUT(struct xen_livepatch_status, 8, state, 0, rc, 4);
ABI_LAYOUT(struct xen_sysctl_livepatch_get, 24, name, 0, status, 16);
ABI_LAYOUT(struct xen_sysctl_livepatch_list, 64, version, 0, idx, 4, nr, 8,
	   pad, 12, name_total_size, 16, metadata_total_size, 20, status, 24,
	   name, 32, len, 40, metadata, 48, metadata_len, 56);
ABI_LAYOUT(struct xen_sysctl_livepatch_action, 32, name, 0, cmd, 16,
	   timeout, 20, flags, 24, pad, 28);
ABI_LAYOUT(struct xen_sysctl_livepatch_op, 72, cmd, 0, pad, 4, u, 8);

/* sysctl_pm.h */
ABI_LAYOUT(struct pm_px_val, 24, freq, 0, residency, 8, count, 16);
ABI_LAYOUT(struct pm_px_stat, 24, total, 0, usable, 1, last, 2, cur, 3,
	   trans_pt, 8, pt, 16);
ABI_LAYOUT(struct pm_cx_stat, 56, nr, 0, last, 4, idle_time, 8, triggers, 16,
	   residencies, 24, nr_pc, 32, nr_cc, 36, pc, 40, cc, 48);
ABI_LAYOUT(struct xen_sysctl_get_pmstat, 64, type, 0, cpuid, 4, u, 8);
ABI_LAYOUT(struct xen_sysctl_cpu_hotplug, 8, cpu, 0, op, 4);
ABI_LAYOUT(struct xen_userspace, 4, scaling_setspeed, 0);
ABI_LAYOUT(struct xen_ondemand, 16, sampling_rate_max, 0, sampling_rate_min, 4,
	   sampling_rate, 8, up_threshold, 12);
ABI_LAYOUT(struct xen_get_cpufreq_para, 120, cpu_num, 0, freq_num, 4,
	   gov_num, 8, affected_cpus, 16, scaling_available_frequencies, 24,
	   scaling_available_governors, 32, scaling_driver, 40,
	   cpuinfo_cur_freq, 56, cpuinfo_max_freq, 60, cpuinfo_min_freq, 64,
	   scaling_cur_freq, 68, scaling_governor, 72, scaling_max_freq, 88,
	   scaling_min_freq, 92, u, 96, turbo_enabled, 112);
ABI_LAYOUT(struct xen_set_cpufreq_gov, 16, scaling_governor, 0);
ABI_LAYOUT(struct xen_set_cpufreq_para, 8, ctrl_type, 0, ctrl_value, 4);
ABI_LAYOUT(struct xen_sysctl_pm_op, 128, cmd, 0, cpuid, 4, u, 8);

/* sysctl_sched.h */
ABI_LAYOUT(struct xen_sysctl_sched_id, 4, sched_id, 0);
ABI_LAYOUT(struct xen_sysctl_cpupool_op, 40, op, 0, cpupool_id, 4, sched_id, 8,
	   domid, 12, cpu, 16, n_dom, 20, cpumap, 24);
ABI_LAYOUT(struct xen_sysctl_arinc653_schedule, 2064, major_frame, 0,
	   num_sched_entries, 8, sched_entries, 16);
ABI_LAYOUT(struct xen_sysctl_credit_schedule, 12, tslice_ms, 0, ratelimit_us, 4,
	   vcpu_migr_delay_us, 8);
ABI_LAYOUT(struct xen_sysctl_credit2_schedule, 4, ratelimit_us, 0);
ABI_LAYOUT(struct xen_sysctl_scheduler_op, 32, cpupool_id, 0, sched_id, 4,
	   cmd, 8, u, 16);
ABI_LAYOUT(struct xen_sysctl_sched_arinc653, 8, schedule, 0);

/* sysctl_topology.h */
ABI_LAYOUT(struct xen_sysctl_physinfo, 112, threads_per_core, 0,
	   cores_per_socket, 4, nr_cpus, 8, max_cpu_id, 12, nr_nodes, 16,
	   max_node_id, 20, cpu_khz, 24, capabilities, 28,
	   arch_capabilities, 32, pad, 36, total_pages, 40, free_pages, 48,
	   scrub_pages, 56, outstanding_pages, 64, max_mfn, 72, hw_cap, 80);
ABI_LAYOUT(struct xen_sysctl_cpuinfo, 8, idletime, 0);
ABI_LAYOUT(struct xen_sysctl_getcpuinfo, 24, max_cpus, 0, info, 8, nr_cpus, 16);
ABI_LAYOUT(struct xen_sysctl_availheap, 24, min_bitwidth, 0, max_bitwidth, 4,
	   node, 8, avail_bytes, 16);
ABI_LAYOUT(struct xen_sysctl_cputopo, 12, core, 0, socket, 4, node, 8);
ABI_LAYOUT(struct xen_sysctl_cputopoinfo, 16, num_cpus, 0, cputopo, 8);
ABI_LAYOUT(struct xen_sysctl_meminfo, 16, memsize, 0, memfree, 8);
ABI_LAYOUT(struct xen_sysctl_numainfo, 24, num_nodes, 0, meminfo, 8,
	   distance, 16);
ABI_LAYOUT(struct xen_sysctl_pcitopoinfo, 24, num_devs, 0, devs, 8, nodes, 16);
ABI_LAYOUT(struct xen_sysctl_cpu_levelling_caps, 4, caps, 0);
ABI_LAYOUT(struct xen_sysctl_cpu_featureset, 16, index, 0, nr_features, 4,
	   features, 8);
ABI_LAYOUT(struct xen_sysctl_cpu_policy, 32, index, 0, nr_leaves, 4, nr_msrs, 8,
	   _rsvd, 12, leaves, 16, msrs, 24);

/* xentrace.h */
ABI_LAYOUT(struct t_rec, 40, u, 4, u.cycles.cycles_lo, 4, u.cycles.cycles_hi, 8,
	   u.cycles.extra_u32, 12, u.nocycles.extra_u32, 4);
ABI_LAYOUT(struct t_buf, 8, cons, 0, prod, 4);
ABI_LAYOUT(struct t_info, 2, tbuf_size, 0, mfn_offset, 2);

#endif /* _XEN_INTERFACE_ABI_CHECK_TOOLS_H */
