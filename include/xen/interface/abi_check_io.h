/* SPDX-License-Identifier: MIT */
/*
 * Layouts of rings and of what travels on them.
 * Compile-time only; see abi_check.h for the form of a line.
 */
#ifndef _XEN_INTERFACE_ABI_CHECK_IO_H
#define _XEN_INTERFACE_ABI_CHECK_IO_H

#include <xen/interface/abi_check.h>
#include <xen/interface/io/9pfs.h>
#include <xen/interface/io/blkif.h>
#include <xen/interface/io/console.h>
#include <xen/interface/io/displif.h>
#include <xen/interface/io/fbif.h>
#include <xen/interface/io/kbdif.h>
#include <xen/interface/io/netif.h>
#include <xen/interface/io/pciif.h>
#include <xen/interface/io/pvcalls.h>
#include <xen/interface/io/sndif.h>
#include <xen/interface/io/tpmif.h>
#include <xen/interface/io/usbif.h>
#include <xen/interface/io/vscsiif.h>
#include <xen/interface/io/xs_wire.h>

/* io/9pfs.h */
ABI_LAYOUT(struct xen_9pfs_data_intf, 132, in_cons, 0, in_prod, 4, pad1, 8,
	   out_cons, 64, out_prod, 68, pad2, 72, ring_order, 128, ref, 132);

/* io/blkif.h */
ABI_LAYOUT(struct blkif_request_segment, 8, gref, 0, first_sect, 4,
	   last_sect, 5);
ABI_LAYOUT(struct blkif_request_rw, 111, nr_segments, 0, handle, 1, _pad1, 3,
	   id, 7, sector_number, 15, seg, 23);
ABI_LAYOUT(struct blkif_request_discard, 32, flag, 0, _pad1, 1, _pad2, 3, id, 7,
	   sector_number, 15, nr_sectors, 23, _pad3, 31);
ABI_LAYOUT(struct blkif_request_other, 15, _pad1, 0, _pad2, 1, _pad3, 3, id, 7);
ABI_LAYOUT(struct blkif_request_indirect, 63, indirect_op, 0, nr_segments, 1,
	   _pad1, 3, id, 7, sector_number, 15, handle, 23, _pad2, 25,
	   indirect_grefs, 27, _pad3, 59);
ABI_LAYOUT(struct blkif_request, 112, operation, 0, u, 1);
ABI_LAYOUT(struct blkif_response, 16, id, 0, operation, 8, status, 10);
ABI_SIZE(union blkif_sring_entry, 112);
ABI_LAYOUT(struct blkif_sring, 64, req_prod, 0, req_event, 4, rsp_prod, 8,
	   rsp_event, 12, __pad, 16, ring, 64);

/* io/console.h */
ABI_LAYOUT(struct xencons_interface, 3088, in, 0, out, 1024, in_cons, 3072,
	   in_prod, 3076, out_cons, 3080, out_prod, 3084);

/* io/displif.h */
ABI_LAYOUT(struct xendispl_dbuf_create_req, 40, dbuf_cookie, 0, width, 8,
	   height, 12, bpp, 16, buffer_sz, 20, flags, 24, gref_directory, 28,
	   data_ofs, 32);
ABI_LAYOUT(struct xendispl_page_directory, 4, gref_dir_next_page, 0, gref, 4);
ABI_LAYOUT(struct xendispl_dbuf_destroy_req, 8, dbuf_cookie, 0);
ABI_LAYOUT(struct xendispl_fb_attach_req, 32, dbuf_cookie, 0, fb_cookie, 8,
	   width, 16, height, 20, pixel_format, 24);
ABI_LAYOUT(struct xendispl_fb_detach_req, 8, fb_cookie, 0);
ABI_LAYOUT(struct xendispl_set_config_req, 32, fb_cookie, 0, x, 8, y, 12,
	   width, 16, height, 20, bpp, 24);
ABI_LAYOUT(struct xendispl_page_flip_req, 8, fb_cookie, 0);
ABI_LAYOUT(struct xendispl_get_edid_req, 8, buffer_sz, 0, gref_directory, 4);
ABI_LAYOUT(struct xendispl_get_edid_resp, 4, edid_sz, 0);
ABI_LAYOUT(struct xendispl_pg_flip_evt, 8, fb_cookie, 0);
ABI_LAYOUT(struct xendispl_req, 64, id, 0, operation, 2, reserved, 3, op, 8);
ABI_LAYOUT(struct xendispl_resp, 64, id, 0, operation, 2, reserved, 3,
	   status, 4, op, 8);
ABI_LAYOUT(struct xendispl_evt, 64, id, 0, type, 2, reserved, 3, op, 8);
ABI_SIZE(union xen_displif_sring_entry, 64);
ABI_LAYOUT(struct xen_displif_sring, 64, req_prod, 0, req_event, 4, rsp_prod, 8,
	   rsp_event, 12, __pad, 16, ring, 64);
ABI_LAYOUT(struct xendispl_event_page, 64, in_cons, 0, in_prod, 4, reserved, 8);

/* io/fbif.h */
ABI_LAYOUT(struct xenfb_update, 20, type, 0, x, 4, y, 8, width, 12, height, 16);
ABI_LAYOUT(struct xenfb_resize, 24, type, 0, width, 4, height, 8, stride, 12,
	   depth, 16, offset, 20);
ABI_SIZE(union xenfb_out_event, 40);
ABI_SIZE(union xenfb_in_event, 40);
ABI_LAYOUT(struct xenfb_page, 2088, in_cons, 0, in_prod, 4, out_cons, 8,
	   out_prod, 12, width, 16, height, 20, line_length, 24, mem_length, 28,
	   depth, 32, pd, 40);

/* io/kbdif.h */
ABI_LAYOUT(struct xenkbd_motion, 16, type, 0, rel_x, 4, rel_y, 8, rel_z, 12);
ABI_LAYOUT(struct xenkbd_key, 8, type, 0, pressed, 1, keycode, 4);
ABI_LAYOUT(struct xenkbd_position, 16, type, 0, abs_x, 4, abs_y, 8, rel_z, 12);
ABI_LAYOUT(struct xenkbd_mtouch, 16, type, 0, event_type, 1, contact_id, 2,
	   reserved, 3, u, 8, u.pos.abs_x, 8, u.pos.abs_y, 12, u.shape.major, 8,
	   u.shape.minor, 12);
ABI_SIZE(union xenkbd_in_event, 40);
ABI_SIZE(union xenkbd_out_event, 40);
ABI_LAYOUT(struct xenkbd_page, 16, in_cons, 0, in_prod, 4, out_cons, 8,
	   out_prod, 12);

/* io/netif.h */
ABI_LAYOUT(struct xen_netif_ctrl_request, 16, id, 0, type, 2, data, 4);
ABI_LAYOUT(struct xen_netif_ctrl_response, 12, id, 0, type, 2, status, 4,
	   data, 8);
ABI_SIZE(union xen_netif_ctrl_sring_entry, 16);
ABI_LAYOUT(struct xen_netif_ctrl_sring, 64, req_prod, 0, req_event, 4,
	   rsp_prod, 8, rsp_event, 12, __pad, 16, ring, 64);
ABI_LAYOUT(struct xen_netif_tx_request, 12, gref, 0, offset, 4, flags, 6, id, 8,
	   size, 10);
ABI_LAYOUT(struct xen_netif_extra_info, 8, type, 0, flags, 1, u, 2,
	   u.gso.size, 2, u.gso.type, 4, u.gso.pad, 5, u.gso.features, 6,
	   u.mcast.addr, 2, u.hash.type, 2, u.hash.algorithm, 3,
	   u.hash.value, 4, u.xdp.headroom, 2, u.xdp.pad, 4);
ABI_LAYOUT(struct xen_netif_tx_response, 4, id, 0, status, 2);
ABI_LAYOUT(struct xen_netif_rx_request, 8, id, 0, pad, 2, gref, 4);
ABI_LAYOUT(struct xen_netif_rx_response, 8, id, 0, offset, 2, flags, 4,
	   status, 6);
ABI_SIZE(union xen_netif_tx_sring_entry, 12);
ABI_LAYOUT(struct xen_netif_tx_sring, 64, req_prod, 0, req_event, 4,
	   rsp_prod, 8, rsp_event, 12, __pad, 16, ring, 64);
ABI_SIZE(union xen_netif_rx_sring_entry, 8);
ABI_LAYOUT(struct xen_netif_rx_sring, 64, req_prod, 0, req_event, 4,
	   rsp_prod, 8, rsp_event, 12, __pad, 16, ring, 64);

/* io/pciif.h */
ABI_LAYOUT(struct xen_msix_entry, 4, vector, 0, entry, 2);
ABI_LAYOUT(struct xen_pci_op, 548, cmd, 0, err, 4, domain, 8, bus, 12,
	   devfn, 16, offset, 20, size, 24, value, 28, info, 32,
	   msix_entries, 36);
ABI_LAYOUT(struct xen_pcie_aer_op, 20, cmd, 0, err, 4, domain, 8, bus, 12,
	   devfn, 16);
ABI_LAYOUT(struct xen_pci_sharedinfo, 572, flags, 0, op, 4, aer_op, 552);

/* io/pvcalls.h */
ABI_LAYOUT(struct pvcalls_data_intf, 132, in_cons, 0, in_prod, 4, in_error, 8,
	   pad1, 12, out_cons, 64, out_prod, 68, out_error, 72, pad2, 76,
	   ring_order, 128, ref, 132);
ABI_LAYOUT(struct xen_pvcalls_request, 64, req_id, 0, cmd, 4, u, 8);
ABI_LAYOUT(struct xen_pvcalls_socket, 24, id, 0, domain, 8, type, 12,
	   protocol, 16);
ABI_LAYOUT(struct xen_pvcalls_connect, 56, id, 0, addr, 8, len, 36, flags, 40,
	   ref, 44, evtchn, 48);
ABI_LAYOUT(struct xen_pvcalls_release, 16, id, 0, reuse, 8);
ABI_LAYOUT(struct xen_pvcalls_bind, 40, id, 0, addr, 8, len, 36);
ABI_LAYOUT(struct xen_pvcalls_listen, 16, id, 0, backlog, 8);
ABI_LAYOUT(struct xen_pvcalls_accept, 24, id, 0, id_new, 8, ref, 16,
	   evtchn, 20);
ABI_LAYOUT(struct xen_pvcalls_poll, 8, id, 0);
ABI_LAYOUT(struct xen_pvcalls_dummy, 56, dummy, 0);
ABI_LAYOUT(struct xen_pvcalls_response, 24, req_id, 0, cmd, 4, ret, 8, pad, 12,
	   u, 16);
ABI_LAYOUT(struct _xen_pvcalls_socket, 8, id, 0);
ABI_LAYOUT(struct _xen_pvcalls_connect, 8, id, 0);
ABI_LAYOUT(struct _xen_pvcalls_release, 8, id, 0);
ABI_LAYOUT(struct _xen_pvcalls_bind, 8, id, 0);
ABI_LAYOUT(struct _xen_pvcalls_listen, 8, id, 0);
ABI_LAYOUT(struct _xen_pvcalls_accept, 8, id, 0);
ABI_LAYOUT(struct _xen_pvcalls_poll, 8, id, 0);
ABI_LAYOUT(struct _xen_pvcalls_dummy, 8, dummy, 0);
ABI_SIZE(union xen_pvcalls_sring_entry, 64);
ABI_LAYOUT(struct xen_pvcalls_sring, 64, req_prod, 0, req_event, 4, rsp_prod, 8,
	   rsp_event, 12, __pad, 16, ring, 64);

/* io/sndif.h */
ABI_LAYOUT(struct xensnd_open_req, 20, pcm_rate, 0, pcm_format, 4,
	   pcm_channels, 5, reserved, 6, buffer_sz, 8, gref_directory, 12,
	   period_sz, 16);
ABI_LAYOUT(struct xensnd_page_directory, 4, gref_dir_next_page, 0, gref, 4);
ABI_LAYOUT(struct xensnd_rw_req, 8, offset, 0, length, 4);
ABI_LAYOUT(struct xensnd_trigger_req, 1, type, 0);
ABI_LAYOUT(struct xensnd_query_hw_param, 40, formats, 0, rates, 8, rates.min, 8,
	   rates.max, 12, channels, 16, channels.min, 16, channels.max, 20,
	   buffer, 24, buffer.min, 24, buffer.max, 28, period, 32,
	   period.min, 32, period.max, 36);
ABI_LAYOUT(struct xensnd_cur_pos_evt, 8, position, 0);
ABI_LAYOUT(struct xensnd_req, 64, id, 0, operation, 2, reserved, 3, op, 8);
ABI_LAYOUT(struct xensnd_resp, 64, id, 0, operation, 2, reserved, 3, status, 4,
	   resp, 8);
ABI_LAYOUT(struct xensnd_evt, 64, id, 0, type, 2, reserved, 3, op, 8);
ABI_SIZE(union xen_sndif_sring_entry, 64);
ABI_LAYOUT(struct xen_sndif_sring, 64, req_prod, 0, req_event, 4, rsp_prod, 8,
	   rsp_event, 12, __pad, 16, ring, 64);
ABI_LAYOUT(struct xensnd_event_page, 64, in_cons, 0, in_prod, 4, reserved, 8);

/* io/tpmif.h */
ABI_LAYOUT(struct vtpm_shared_page, 8, length, 0, state, 4, locality, 5, pad, 6,
	   nr_extra_pages, 7, extra_pages, 8);

/* io/usbif.h */
ABI_LAYOUT(struct xenusb_request_segment, 8, gref, 0, offset, 4, length, 6);
ABI_LAYOUT(struct xenusb_urb_request, 148, id, 0, nr_buffer_segs, 2, pipe, 4,
	   transfer_flags, 8, buffer_length, 10, u, 12, u.isoc.interval, 12,
	   u.isoc.start_frame, 14, u.isoc.number_of_packets, 16,
	   u.isoc.nr_frame_desc_segs, 18, u.intr.interval, 12, u.intr.pad, 14,
	   u.unlink.unlink_id, 12, u.unlink.pad, 14, seg, 20);
ABI_LAYOUT(struct xenusb_urb_response, 16, id, 0, start_frame, 2, status, 4,
	   actual_length, 8, error_count, 12);
ABI_SIZE(union xenusb_urb_sring_entry, 148);
ABI_LAYOUT(struct xenusb_urb_sring, 64, req_prod, 0, req_event, 4, rsp_prod, 8,
	   rsp_event, 12, __pad, 16, ring, 64);
ABI_LAYOUT(struct xenusb_conn_request, 2, id, 0);
ABI_LAYOUT(struct xenusb_conn_response, 4, id, 0, portnum, 2, speed, 3);
ABI_SIZE(union xenusb_conn_sring_entry, 4);
ABI_LAYOUT(struct xenusb_conn_sring, 64, req_prod, 0, req_event, 4, rsp_prod, 8,
	   rsp_event, 12, __pad, 16, ring, 64);

/* io/vscsiif.h */
ABI_LAYOUT(struct scsiif_request_segment, 8, gref, 0, offset, 4, length, 6);
ABI_LAYOUT(struct vscsiif_request, 252, rqid, 0, act, 2, cmd_len, 3, cmnd, 4,
	   timeout_per_command, 20, channel, 22, id, 24, lun, 26, ref_rqid, 28,
	   sc_data_direction, 30, nr_segments, 31, seg, 32, reserved, 240);
ABI_LAYOUT(struct vscsiif_response, 252, rqid, 0, padding, 2, sense_len, 3,
	   sense_buffer, 4, rslt, 100, residual_len, 104, reserved, 108);
ABI_SIZE(union vscsiif_sring_entry, 252);
ABI_LAYOUT(struct vscsiif_sring, 64, req_prod, 0, req_event, 4, rsp_prod, 8,
	   rsp_event, 12, __pad, 16, ring, 64);

/* io/xs_wire.h */
ABI_LAYOUT(struct xsd_errors, 16, errnum, 0, errstring, 8);
ABI_LAYOUT(struct xsd_sockmsg, 16, type, 0, req_id, 4, tx_id, 8, len, 12);
ABI_LAYOUT(struct xenstore_domain_interface, 2076, req, 0, rsp, 1024,
	   req_cons, 2048, req_prod, 2052, rsp_cons, 2056, rsp_prod, 2060,
	   server_features, 2064, connection, 2068, error, 2072);

#endif /* _XEN_INTERFACE_ABI_CHECK_IO_H */
